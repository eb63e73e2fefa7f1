package io.leengine.engine.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A part that went a moment ago is awaited; one that never was is not. */
@Timeout(30)
class SeamsTest {
    /** Equal to any other of the name: services are told apart by what they are, not by what they say. */
    private record Silent(String name) implements Notifier {
        @Override
        public void deliver(CallContext context, Notice notice, Set<String> recipients) {
            throw new UnsupportedOperationException("Not asked here");
        }
    }

    private final Seams seams = new Seams(Duration.ofSeconds(20));
    private final Notifier old = new Silent("log");
    private final Notifier fresh = new Silent("log");

    private CompletableFuture<Notifier> required(String name) {
        CompletableFuture<Notifier> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                found.complete(name.isEmpty() ? seams.requireFirst(Notifier.class) : seams.require(Notifier.class, name));
            } catch (EngineException e) {
                found.completeExceptionally(e);
            }
        });
        return found;
    }

    @Test
    void theSuccessorIsAwaited() throws Exception {
        seams.added(SeamKind.NOTIFIER, "log", old);
        seams.removed(SeamKind.NOTIFIER, "log", old);
        assertEquals(Optional.empty(), seams.find(Notifier.class, "log"), "who only looks does not wait");
        CompletableFuture<Notifier> named = required("log");
        CompletableFuture<Notifier> any = required("");
        seams.added(SeamKind.NOTIFIER, "log", fresh);
        assertSame(fresh, named.get());
        assertSame(fresh, any.get());
    }

    @Test
    void whatNeverWasIsNotAwaited() {
        long start = System.nanoTime();
        EngineException error = assertThrows(EngineException.class, () -> seams.require(Notifier.class, "log"));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertThrows(EngineException.class, () -> seams.requireFirst(Notifier.class));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
    }

    @Test
    void theOldOneGoingLastTakesNothingAway() {
        seams.added(SeamKind.NOTIFIER, "log", old);
        seams.added(SeamKind.NOTIFIER, "log", fresh);
        seams.removed(SeamKind.NOTIFIER, "log", old);
        assertSame(fresh, seams.require(Notifier.class, "log"));
    }

    @Test
    void aWaitEndsWithAnInterrupt() throws Exception {
        seams.added(SeamKind.NOTIFIER, "log", old);
        seams.removed(SeamKind.NOTIFIER, "log", old);
        Thread.currentThread().interrupt();
        assertThrows(EngineException.class, () -> seams.require(Notifier.class, "log"));
        assertTrue(Thread.interrupted(), "the interrupt is left for the caller");
    }
}
