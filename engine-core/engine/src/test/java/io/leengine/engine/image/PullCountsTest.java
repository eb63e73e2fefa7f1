package io.leengine.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullCountsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T02:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

    private final MemoryStore store = new MemoryStore();
    private final PullCounts pulls = new PullCounts(store, Clock.fixed(NOW, ZoneOffset.UTC));

    private Map<String, Pulls> counted() {
        return store.read(session -> session.manifests().pulls("team/a", List.of("1.0", "2.0")));
    }

    @Test
    void pullsWaitForADatabaseThatIsAwayAndAreCountedOnce() {
        store.write(session -> {
            session.images().insert(new Image("i", "team/a", "", true, NOW, "ann", 1));
            return null;
        });
        Actor ann = new Actor(Actor.Kind.USER, "u-ann", "ann", false, "r", "");
        pulls.add(ann, "team/a", "1.0");
        pulls.add(Actor.anonymous("r", ""), "team/a", "1.0");
        pulls.add(ann, "team/gone", "1.0");
        store.fail(new EngineException(ErrorCode.UNAVAILABLE, "The database is away."));
        assertThrows(EngineException.class, pulls::flush);
        store.fail(null);
        assertEquals(Map.of(), counted());
        pulls.add(ann, "team/a", "2.0");
        pulls.flush();
        pulls.close();
        assertEquals(Map.of("1.0", new Pulls(2, NOW), "2.0", new Pulls(1, NOW)), counted());
        assertEquals(List.of(new OperationCount(TODAY, "", CountedOperation.PULL, 1),
            new OperationCount(TODAY, "ann", CountedOperation.PULL, 2)), store.read(session -> session.statistics().counts(
                TODAY, TODAY, true, OperationCount.By.USER, Optional.empty(), 9)));
    }
}
