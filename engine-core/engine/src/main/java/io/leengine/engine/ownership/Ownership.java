package io.leengine.engine.ownership;

import io.leengine.engine.store.Session;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells which keys are this engine's. Of all engines on one database, one at most owns a key at a time. */
public interface Ownership {
    /** Hears of keys that come and go; called by one thread, quickly done. */
    interface Holder {
        /** There are more keys than before: each that is owned is to be taken up, whether it was before or not. */
        void gained();

        /** Some keys are to go to another engine: nothing new is begun for them, what runs may end. */
        void leaving();

        /** Some keys are another engine's, or may be: what runs for them ends now. */
        void lost();

        /** Returns whether nothing runs for any of these keys. */
        boolean idle(Predicate<String> keys);
    }

    /** Returns the present tenure of a key; empty while it is not this engine's. */
    Optional<Tenure> tenure(String key);

    /** Adds a holder, before keys come. */
    void listen(Holder holder);

    /** Returns the ownership of an engine that has its database to itself: everything is its own, always. */
    static Ownership alone() {
        return Alone.INSTANCE;
    }

    /** Owns everything. */
    final class Alone implements Ownership, Tenure {
        private static final Alone INSTANCE = new Alone();
        private static final Optional<Tenure> ALWAYS = Optional.of(INSTANCE);

        private Alone() {
        }

        @Override
        public Optional<Tenure> tenure(String key) {
            return ALWAYS;
        }

        @Override
        public void listen(Holder holder) {
            // Nothing comes and nothing goes.
        }

        @Override
        public void check() {
            // Nobody else is there.
        }

        @Override
        public void check(Session session) {
            // Nobody else is there.
        }
    }
}
