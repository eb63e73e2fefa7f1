package io.leengine.cli.doctor;

import java.util.Locale;

/**
 * What came of one check.
 *
 * @param check what was looked at; stable, for scripts
 * @param state how it is
 * @param cause what was seen, for a person
 * @param nextStep what to do; empty when all is well
 */
record Finding(String check, State state, String cause, String nextStep) {
    /** How it is; a later one is worse. */
    enum State {
        /** As it should be. */
        OK,
        /** Works, and will not for ever, or not for all. */
        WARN,
        /** Does not work. */
        FAIL;

        /** As printed. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String cause) {
        return new Finding(check, State.OK, cause, "");
    }

    static Finding warn(String check, String cause, String nextStep) {
        return new Finding(check, State.WARN, cause, nextStep);
    }

    static Finding fail(String check, String cause, String nextStep) {
        return new Finding(check, State.FAIL, cause, nextStep);
    }
}
