package io.leengine.monitor.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The points of one series, in order of time, one in each slot of the resolution: the latest. Not safe for threads. */
final class Points {
    private static final int MOST_BYTES = 20;

    private final long slotMillis;
    private long[] times = new long[8];
    private double[] values = new double[8];
    private int size;

    Points(long slotMillis) {
        this.slotMillis = slotMillis;
    }

    int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    double value(int index) {
        return values[index];
    }

    /** Takes a point in; of two in one slot the later stays, of two of one time the one that came last. */
    void put(long time, double value) {
        int at = size;
        while (at > 0 && slot(times[at - 1]) > slot(time)) {
            at--;
        }
        if (at > 0 && slot(times[at - 1]) == slot(time)) {
            if (times[at - 1] <= time) {
                times[at - 1] = time;
                values[at - 1] = value;
            }
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        System.arraycopy(times, at, times, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        times[at] = time;
        values[at] = value;
        size++;
    }

    private long slot(long time) {
        return Math.floorDiv(time, slotMillis);
    }

    void putAll(Points others) {
        for (int i = 0; i < others.size; i++) {
            put(others.times[i], others.values[i]);
        }
    }

    Points copy() {
        Points copy = new Points(slotMillis);
        copy.times = Arrays.copyOf(times, Math.max(1, size));
        copy.values = Arrays.copyOf(values, Math.max(1, size));
        copy.size = size;
        return copy;
    }

    /** Writes times by how their distance changes and values by what differs from the one before: mostly few bytes. */
    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(MOST_BYTES * (size + 1));
        put(out, size);
        long time = 0;
        long step = 0;
        long bits = 0;
        for (int i = 0; i < size; i++) {
            long newStep = times[i] - time;
            long change = newStep - step;
            put(out, change << 1 ^ change >> 63);
            long newBits = Double.doubleToRawLongBits(values[i]);
            put(out, Long.reverse(newBits ^ bits));
            time = times[i];
            step = newStep;
            bits = newBits;
        }
        return out.flip();
    }

    static Points decode(ByteBuffer in, long slotMillis) {
        Points points = new Points(slotMillis);
        int size = (int) get(in);
        long time = 0;
        long step = 0;
        long bits = 0;
        for (int i = 0; i < size; i++) {
            long change = get(in);
            step += change >>> 1 ^ -(change & 1);
            time += step;
            bits ^= Long.reverse(get(in));
            points.put(time, Double.longBitsToDouble(bits));
        }
        return points;
    }

    private static void put(ByteBuffer out, long number) {
        long left = number;
        while ((left & ~0x7fL) != 0) {
            out.put((byte) (left | 0x80));
            left >>>= 7;
        }
        out.put((byte) left);
    }

    private static long get(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        byte next = in.get();
        while (next < 0) {
            number |= (next & 0x7fL) << shift;
            shift += 7;
            next = in.get();
        }
        return number | (long) next << shift;
    }
}
