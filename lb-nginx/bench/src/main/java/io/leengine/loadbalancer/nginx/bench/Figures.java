package io.leengine.loadbalancer.nginx.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measured times in order, in milliseconds. */
final class Figures {
    private final double[] millis;

    Figures(List<Double> millis) {
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured.");
        }
        this.millis = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    int count() {
        return millis.length;
    }

    /** Returns the smallest that at least so much of all is not above; the nearest-rank definition. */
    double at(double share) {
        int rank = (int) Math.ceil(share * millis.length);
        return millis[Math.clamp(rank - 1L, 0, millis.length - 1)];
    }

    double median() {
        return at(0.5);
    }

    double p99() {
        return at(0.99);
    }

    static double median(double... values) {
        return new Figures(Arrays.stream(values).boxed().toList()).median();
    }

    /** Returns a time as printed, in milliseconds. */
    static String text(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }
}
