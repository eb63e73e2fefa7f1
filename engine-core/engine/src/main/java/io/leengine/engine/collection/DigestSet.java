package io.leengine.engine.collection;

import io.leengine.model.Digest;

/**
 * A set of digests by their first 128 bits, open-addressed, so that a million take 16 to 64 MiB. Two digests that agree in
 * those bits count as one: a blob may be taken for one that is referred to, and never the other way round.
 */
final class DigestSet {
    private static final int FIRST = 1 << 10;

    /** Two numbers an entry; both zero where there is none. */
    private long[] entries = new long[2 * FIRST];
    private int size;
    private boolean hasZero;

    void add(Digest digest) {
        add(high(digest), low(digest));
        if (4L * size > 3L * (entries.length / 2)) {
            grow();
        }
    }

    boolean contains(Digest digest) {
        long high = high(digest);
        long low = low(digest);
        if (high == 0 && low == 0) {
            return hasZero;
        }
        int at = place(high, low);
        return entries[at] == high && entries[at + 1] == low;
    }

    int size() {
        return size + (hasZero ? 1 : 0);
    }

    private void add(long high, long low) {
        if (high == 0 && low == 0) {
            hasZero = true;
            return;
        }
        int at = place(high, low);
        if (entries[at] == 0 && entries[at + 1] == 0) {
            entries[at] = high;
            entries[at + 1] = low;
            size++;
        }
    }

    /** Returns where an entry is, or the free place where it belongs. A digest's bits need no further mixing. */
    private int place(long high, long low) {
        int mask = entries.length / 2 - 1;
        int slot = (int) (high ^ low) & mask;
        while (!(entries[2 * slot] == high && entries[2 * slot + 1] == low)
                && !(entries[2 * slot] == 0 && entries[2 * slot + 1] == 0)) {
            slot = slot + 1 & mask;
        }
        return 2 * slot;
    }

    private void grow() {
        long[] before = entries;
        entries = new long[2 * before.length];
        size = 0;
        for (int at = 0; at < before.length; at += 2) {
            if (before[at] != 0 || before[at + 1] != 0) {
                add(before[at], before[at + 1]);
            }
        }
    }

    private static long high(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
    }

    private static long low(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 16, 32, 16);
    }
}
