package io.leengine.launcher;

/** What the process ends with. */
final class ExitCode {
    /** The framework or a bundle could not start, or did not stop in time. */
    static final int FAILED = 1;
    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;
    /** Another engine holds the data folder. */
    static final int DATA_IN_USE = 3;

    private ExitCode() {
    }
}
