package io.leengine.tck.reference;

import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Delivers into a list, each notice once. */
public final class MemoryNotifier extends MemoryPart implements Notifier {
    private final Inbox inbox;

    /** Where notices arrive; it outlives the notifier. */
    public static final class Inbox {
        private final List<String> texts = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();

        /** Makes an empty one. */
        public Inbox() {
            // Nothing to set.
        }

        /** Returns what has arrived, in order. */
        public synchronized List<String> texts() {
            return List.copyOf(texts);
        }

        private synchronized void take(Notice notice) {
            if (ids.add(notice.id())) {
                texts.add(notice.severity() + " " + notice.subject());
            }
        }
    }

    /** Opens a notifier that delivers to an inbox. */
    public MemoryNotifier(String name, Inbox inbox) {
        super(name);
        this.inbox = inbox;
    }

    @Override
    public void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException {
        enter(context);
        inbox.take(notice);
    }
}
