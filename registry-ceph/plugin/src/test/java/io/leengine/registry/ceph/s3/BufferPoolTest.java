package io.leengine.registry.ceph.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    @Test
    void thereAreNoMoreBuffersThanItsBoundAndTheyAreUsedAgain() throws Exception {
        BufferPool pool = new BufferPool(10, 2);
        byte[] first = pool.take(Duration.ZERO).orElseThrow();
        byte[] second = pool.tryTake().orElseThrow();
        assertEquals(10, first.length);
        assertEquals(Optional.empty(), pool.tryTake());
        assertEquals(Optional.empty(), pool.take(Duration.ofMillis(1)));
        pool.give(second);
        assertEquals(1, pool.free());
        assertSame(second, pool.take(Duration.ofSeconds(1)).orElseThrow());
    }

    @Test
    void whoWaitsIsServedBeforeWhoCouldDoWithout() throws Exception {
        BufferPool pool = new BufferPool(10, 1);
        byte[] only = pool.take(Duration.ZERO).orElseThrow();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                pool.give(pool.take(Duration.ofMinutes(1)).orElseThrow());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pool.give(only);
        waiting.join();
        assertTrue(pool.tryTake().isPresent());
    }
}
