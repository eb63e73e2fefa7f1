package io.leengine.scheduler.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What watchers are told. */
class BoardTest {
    private static final Duration NOW = Duration.ZERO;
    private final Board board = new Board();

    private static Instance instance(int restarts) {
        return new Instance("v1-aaaaa", new VersionKey("hello", "v1"), "here", Optional.empty(),
            Instance.State.PENDING, false, Optional.empty(), restarts, "", Map.of());
    }

    @Test
    void changesComeOnceAndInOrder() throws Exception {
        try (BoardWatch watch = board.watch()) {
            assertEquals(Optional.of(new InstanceEvent.Listed(List.of())), watch.next(NOW));
            board.put(instance(0));
            board.put(instance(0));
            board.put(instance(1));
            board.remove("v1-aaaaa");
            board.remove("v1-aaaaa");
            assertEquals(Optional.of(new InstanceEvent.Changed(instance(0))), watch.next(NOW));
            assertEquals(Optional.of(new InstanceEvent.Changed(instance(1))), watch.next(NOW));
            assertEquals(Optional.of(new InstanceEvent.Removed(instance(1))), watch.next(NOW));
            assertEquals(Optional.empty(), watch.next(NOW));
        }
    }

    @Test
    void aReaderThatIsTooSlowGetsTheWholeListAgain() throws Exception {
        try (BoardWatch watch = board.watch()) {
            watch.next(NOW);
            for (int i = 0; i <= 5_000; i++) {
                board.put(instance(i));
            }
            InstanceEvent.Listed listed = assertInstanceOf(InstanceEvent.Listed.class, watch.next(NOW).orElseThrow());
            assertEquals(List.of(instance(5_000)), listed.instances());
            assertEquals(Optional.empty(), watch.next(NOW));
        }
    }
}
