package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private final List<String> late = new ArrayList<>();

    @Test
    void whatComesInTimeIsNotClearedAway() throws Exception {
        Attempt<String> attempt = new Attempt<>(() -> "value", late::add);
        attempt.run();
        assertEquals("value", attempt.get());
        assertEquals(List.of(), late);
    }

    @Test
    void whatComesAfterNobodyWaitsIsClearedAway() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        Attempt<String> attempt = new Attempt<>(() -> {
            begun.countDown();
            left.await();
            return "value";
        }, late::add);
        Thread thread = Thread.ofVirtual().start(attempt);
        begun.await();
        attempt.leave(false);
        left.countDown();
        thread.join();
        assertEquals(List.of("value"), late);
        assertThrows(CancellationException.class, attempt::get);
    }

    @Test
    void whatCameJustBeforeNobodyTookItIsClearedAway() {
        Attempt<String> attempt = new Attempt<>(() -> "value", late::add);
        attempt.run();
        attempt.leave(true);
        assertEquals(List.of("value"), late);
        Attempt<String> failed = new Attempt<>(() -> {
            throw new IllegalStateException();
        }, late::add);
        failed.run();
        failed.leave(true);
        assertEquals(List.of("value"), late);
    }
}
