package io.leengine.cli.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What one client saw, or all together.
 *
 * @param nanos times of requests that were answered well
 * @param errors how many were not
 */
record Measurement(long[] nanos, long errors) {
    static Measurement of(List<Measurement> clients) {
        return new Measurement(clients.stream().flatMapToLong(client -> Arrays.stream(client.nanos())).toArray(),
            clients.stream().mapToLong(Measurement::errors).sum());
    }

    /** Collects. */
    static final class Taking {
        private long[] nanos = new long[1_024];
        private int count;
        private long errors;

        void take(Duration time, boolean good) {
            if (!good) {
                errors++;
                return;
            }
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = time.toNanos();
        }

        Measurement taken() {
            return new Measurement(Arrays.copyOf(nanos, count), errors);
        }
    }
}
