package io.leengine.engine.platform;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When an engine begins to take requests, and that it does not cease to. */
final class ReadinessTest {
    /** So that the time at hand overflows on the way, as it may. */
    private long now = Long.MAX_VALUE - 5;
    private final Readiness readiness = new Readiness(() -> now);

    @Test
    void waitsForItsPartsAndForgivesThemLater() {
        assertFalse(readiness.reached(false));
        assertTrue(readiness.reached(true));
        assertTrue(readiness.reached(false));
    }

    @Test
    void doesNotWaitForThemForEver() {
        now += Readiness.PATIENCE.toNanos() - 1;
        assertFalse(readiness.reached(false));
        now += 1;
        assertTrue(readiness.reached(false));
    }
}
