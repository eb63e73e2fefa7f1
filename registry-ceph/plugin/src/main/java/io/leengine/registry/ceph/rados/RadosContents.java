package io.leengine.registry.ceph.rados;

import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Contents;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Contents striped over objects of 4 MiB: {@code content.ID.0000}, {@code content.ID.0001}, … in hexadecimal, each full but
 * the last. Nobody writes an object twice and nothing counts them: the size, which is written down elsewhere, says how many
 * there are. Removal goes from the last to the first, so what is left in the middle of it is found from the first.
 */
final class RadosContents implements Contents {
    /** How large an object is, in bytes. */
    static final int STRIPE = 4 << 20;
    /** How many slices one writer has under way at most. */
    static final int WINDOW = 8;

    private static final int REMOVALS = 16;
    // More than a crash of a writer and one of who removed can leave holes before the last object.
    private static final int HOLE = WINDOW + REMOVALS;

    private final Rados rados;

    RadosContents(Rados rados) {
        this.rados = rados;
    }

    /** Returns the object that has a content's bytes from a multiple of {@link #STRIPE} on. */
    static String object(String id, long number) {
        return String.format(Locale.ROOT, "content.%s.%04x", id, number);
    }

    @Override
    public Writer create(String id) throws InterruptedException {
        return new ContentWriter(rados, id);
    }

    @Override
    public InputStream open(Content content, long offset) throws InterruptedException {
        if (offset < 0 || offset > content.size()) {
            throw EngineException.invalid("offset", "'offset' must be between 0 and the content's size.");
        }
        return new ContentStream(rados, content, offset).begun();
    }

    @Override
    public void delete(Content content) throws InterruptedException {
        remove(content.id(), (content.size() + STRIPE - 1) / STRIPE);
    }

    @Override
    public void discard(String id) throws InterruptedException {
        long end = 0;
        long first = 0;
        for (long found = lastOf(id, first); found >= 0; found = lastOf(id, first)) {
            end = found + 1;
            first += HOLE;
        }
        remove(id, end);
    }

    /** Returns the last object there is among some; -1 when there is none. */
    private long lastOf(String id, long first) throws InterruptedException {
        return rados.run("Looking for a content", connection -> {
            MemorySegment bytes = Arena.ofAuto().allocate(HOLE);
            List<Completion> asked = new ArrayList<>();
            for (int i = 0; i < HOLE; i++) {
                asked.add(connection.begin(object(id, first + i), bytes.asSlice(i, 1), 0));
            }
            long last = -1;
            for (int i = 0; i < HOLE; i++) {
                last = succeeds(asked.get(i)) ? first + i : last;
            }
            return last;
        });
    }

    private void remove(String id, long count) throws InterruptedException {
        rados.run("Removing a content", connection -> {
            Deque<Completion> underWay = new ArrayDeque<>();
            for (long number = count - 1; number >= 0; number--) {
                if (underWay.size() == REMOVALS) {
                    succeeds(underWay.remove());
                }
                underWay.add(connection.begin(object(id, number), connection.newWrite().remove()));
            }
            while (!underWay.isEmpty()) {
                succeeds(underWay.remove());
            }
            return null;
        });
    }

    /** Waits, and returns whether there was such an object. */
    private static boolean succeeds(Completion operation) throws RadosException, InterruptedException {
        try {
            operation.await();
            return true;
        } catch (RadosException e) {
            if (e.is(RadosException.ENOENT)) {
                return false;
            }
            throw e;
        }
    }
}
