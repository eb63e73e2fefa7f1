package io.leengine.registry.ceph.rados;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of all objects of an index in one order. One thread. */
final class OrderedMerge implements AutoCloseable {
    // Names have bytes to a bound, values too; so many at once stay small.
    private static final int MOST_VALUES = 64;
    private static final int MOST_KEYS = 1000;

    private final List<OmapCursor> cursors = new ArrayList<>();

    /**
     * Begins to read.
     *
     * @param objects the objects of the index
     * @param limit how many keys are wanted, about
     */
    OrderedMerge(Connection connection, List<String> objects, String prefix, String after, int limit, boolean values)
            throws RadosException {
        // A little more than its share, for shares are not even.
        long share = objects.size() == 1 ? limit + 1L : limit / objects.size() * 5L / 4 + 4;
        int size = (int) Math.min(share, values ? MOST_VALUES : MOST_KEYS);
        try {
            for (String object : objects) {
                cursors.add(new OmapCursor(connection, object, new OmapCursor.Range(prefix, after, size, values)));
            }
        } catch (RadosException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Takes the next key; empty at the end. */
    Optional<Map.Entry<String, byte[]>> next() throws RadosException, InterruptedException {
        OmapCursor first = null;
        Map.Entry<String, byte[]> least = null;
        for (OmapCursor cursor : cursors) {
            Map.Entry<String, byte[]> entry = cursor.peek().orElse(null);
            if (entry != null && (least == null || entry.getKey().compareTo(least.getKey()) < 0)) {
                least = entry;
                first = cursor;
            }
        }
        if (first != null) {
            first.take();
        }
        return Optional.ofNullable(least);
    }

    @Override
    public void close() {
        cursors.forEach(OmapCursor::close);
    }
}
