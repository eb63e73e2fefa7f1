package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/** What callers have open: the cell ends it when it is closed. */
final class Opened {
    private static final System.Logger LOG = System.getLogger(Opened.class.getName());

    private final Set<One> all = new HashSet<>();
    private boolean closed;

    /** Something that is open until it, or the cell, is closed. */
    interface One {
        /** May be called again. */
        void close();

        /** @param told is run whenever this is closed */
        void whenClosed(Runnable told);
    }

    /** Throws {@code UNAVAILABLE}, and closes it, when the cell is closed. */
    <O extends One> O add(O one) {
        synchronized (this) {
            if (!closed) {
                all.add(one);
                one.whenClosed(() -> remove(one));
                return one;
            }
        }
        one.close();
        throw new EngineException(ErrorCode.UNAVAILABLE, "The cell is closed.");
    }

    private synchronized void remove(One one) {
        all.remove(one);
    }

    void close() {
        Set<One> left;
        synchronized (this) {
            closed = true;
            left = Set.copyOf(all);
            all.clear();
        }
        for (One one : left) {
            try {
                one.close();
            } catch (EngineException e) {
                LOG.log(Level.WARNING, "what was open in the cell could not be closed", e); // and the others are
            }
        }
    }
}
