package io.leengine.loadbalancer.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Who gets a request: an immutable view of a domain's upstreams, made anew whenever one is added, left out, weighted or
 * found up or down. Threads share nothing but the turn they draw from the domain.
 *
 * <p>A turn times the golden ratio, modulo one, is the point on the line of all weights at which to look. Such points
 * lie as evenly as a sequence can, over any stretch of it, so the shares are met within two or three requests without
 * any state to keep or lock, and the requests to one upstream are spread out in time.
 *
 * @param <T> what is chosen
 */
final class Choice<T> {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final List<T> healthy = new ArrayList<>();
    private final List<T> down = new ArrayList<>();
    private final long[] ends;
    private final ToIntFunction<T> weight;
    private final ToLongFunction<T> failedAt;

    /**
     * @param healthy those to prefer; the ones of weight 0 are passed over
     * @param down those to try only when nothing else is left; the ones of weight 0 are passed over
     * @param weight their share; it must not change while the choice is in use
     * @param failedAt a number that grows with the time of the last failure; it may change at any time
     */
    Choice(Collection<T> healthy, Collection<T> down, ToIntFunction<T> weight, ToLongFunction<T> failedAt) {
        this.weight = weight;
        this.failedAt = failedAt;
        keepWeighted(healthy, this.healthy);
        keepWeighted(down, this.down);
        ends = new long[this.healthy.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += weight.applyAsInt(this.healthy.get(i));
            ends[i] = end;
        }
    }

    private void keepWeighted(Collection<T> from, List<T> to) {
        for (T one : from) {
            if (weight.applyAsInt(one) > 0) {
                to.add(one);
            }
        }
    }

    /** Returns who gets the request of that turn at first, or null when nobody may get one. */
    T first(long turn) {
        if (ends.length == 0) {
            return leastRecentlyFailed(List.of());
        }
        if (ends.length == 1) {
            return healthy.getFirst();
        }
        long point = Math.unsignedMultiplyHigh(turn * GOLDEN, ends[ends.length - 1]);
        int found = Arrays.binarySearch(ends, point);
        return healthy.get(found >= 0 ? found + 1 : -found - 1);
    }

    /** Returns who gets the request after those tried have failed, or null when nobody is left. */
    T after(long turn, Collection<T> tried) {
        long sum = 0;
        for (T one : healthy) {
            sum += tried.contains(one) ? 0 : weight.applyAsInt(one);
        }
        if (sum == 0) {
            return leastRecentlyFailed(tried);
        }
        // The turn led to those tried, so its point says nothing about the rest any more: scatter it.
        long point = Math.unsignedMultiplyHigh(scatter(turn + tried.size()), sum);
        for (T one : healthy) {
            if (!tried.contains(one)) {
                point -= weight.applyAsInt(one);
                if (point < 0) {
                    return one;
                }
            }
        }
        throw new IllegalStateException("The weights changed under the choice.");
    }

    /** Nobody is known to be well: go round, so that the same dead one is not asked twice in a row. */
    private T leastRecentlyFailed(Collection<T> tried) {
        T found = null;
        long least = Long.MAX_VALUE;
        for (T one : down) {
            long at = failedAt.applyAsLong(one);
            if (!tried.contains(one) && (found == null || at < least)) {
                found = one;
                least = at;
            }
        }
        return found;
    }

    private static long scatter(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
