package io.leengine.registry.ceph.rados;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** The keys of one object in order, read batch by batch; the first one is on its way from the beginning. One thread. */
final class OmapCursor implements AutoCloseable {
    private final Connection connection;
    private final String object;
    private final Range range;
    private final Deque<Map.Entry<String, byte[]>> batch = new ArrayDeque<>();
    private OmapReading reading;

    /**
     * Which keys.
     *
     * @param prefix what they begin with; empty for all
     * @param after the key they come after; empty for all
     * @param size how many are read at once
     * @param values whether their values are read too
     */
    record Range(String prefix, String after, int size, boolean values) {
        // Above each character that a name may have.
        private static final char HIGH = '\u007f';

        /** The key after which to begin, that nothing with another prefix is read. */
        String start() {
            if (prefix.isEmpty() || after.compareTo(prefix) >= 0) {
                return after;
            }
            int last = prefix.length() - 1;
            return prefix.substring(0, last) + (char) (prefix.charAt(last) - 1) + HIGH;
        }

        Range from(String key) {
            return new Range(prefix, key, size, values);
        }
    }

    OmapCursor(Connection connection, String object, Range range) throws RadosException {
        this.connection = connection;
        this.object = object;
        this.range = range;
        this.reading = begin(range);
    }

    private OmapReading begin(Range part) throws RadosException {
        return part.values() ? connection.values(object, part.start(), part.prefix(), part.size())
            : connection.keys(object, part.start(), part.size());
    }

    /** Returns the next key without taking it; empty at the end. */
    Optional<Map.Entry<String, byte[]>> peek() throws RadosException, InterruptedException {
        while (batch.isEmpty() && reading != null) {
            OmapRead.Found found = reading.await();
            reading.close();
            reading = null;
            found.values().tailMap(range.prefix()).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(range.prefix())).forEach(batch::add);
            boolean within = batch.size() == found.values().size();
            if (found.more() && within && !batch.isEmpty()) {
                reading = begin(range.from(batch.getLast().getKey()));
            }
        }
        return Optional.ofNullable(batch.peek());
    }

    /** Takes the key that was seen. */
    void take() {
        batch.remove();
    }

    @Override
    public void close() {
        if (reading != null) {
            reading.close();
        }
    }
}
