package io.leengine.cli.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Measured times in order. */
final class Figures {
    private final long[] nanos;

    Figures(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    static Figures of(Collection<Duration> times) {
        return new Figures(times.stream().mapToLong(Duration::toNanos).toArray());
    }

    int count() {
        return nanos.length;
    }

    /** Returns the smallest time that at least so much of all is not above; the nearest-rank definition. */
    double millis(double share) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * nanos.length);
        return nanos[Math.clamp(rank - 1L, 0, nanos.length - 1)] / 1e6;
    }

    /** Returns it as printed. */
    String text(double share) {
        double millis = millis(share);
        return Double.isNaN(millis) ? "" : String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms"
            : "%.0f ms", millis);
    }
}
