package io.leengine.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullCountsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T02:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

    private final MemoryStore store = new MemoryStore();
    private final Actor ann = new Actor(Actor.Kind.USER, "u-ann", "ann", false, "r", "");
    private final PullCounts pulls = new PullCounts(store, Clock.fixed(NOW, ZoneOffset.UTC));

    private Map<String, Pulls> counted() {
        return counted(List.of("1.0", "2.0"));
    }

    private Map<String, Pulls> counted(List<String> references) {
        return store.read(session -> session.manifests().pulls("team/a", references));
    }

    @BeforeEach
    void insert() {
        store.write(session -> {
            session.images().insert(new Image("i", "team/a", "", true, NOW, "ann", 1));
            return null;
        });
    }

    /** The memory's store, whose database goes away in the second of the writes that follow. */
    private Store failingInTheSecondWrite() {
        AtomicInteger writes = new AtomicInteger();
        return new Store() {
            @Override
            public <T> T read(Work<T> work) {
                return store.read(work);
            }

            @Override
            public <T> T write(Work<T> work) {
                if (writes.incrementAndGet() == 2) {
                    throw new EngineException(ErrorCode.UNAVAILABLE, "The database is away.");
                }
                return store.write(work);
            }
        };
    }

    /** With few, who pulled is written in the second write; with many, the second of several pieces of what was pulled. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void eachIsCountedOnceWhenTheDatabaseGoesAwayInTheMiddle(int number) throws Exception {
        PullCounts many = new PullCounts(failingInTheSecondWrite(), Clock.fixed(NOW, ZoneOffset.UTC));
        List<String> tags = IntStream.range(0, number).mapToObj(each -> "t" + each).toList();
        tags.forEach(tag -> many.add(ann, "team/a", tag));
        assertThrows(EngineException.class, many::flush);
        assertFalse(counted(tags).isEmpty());
        many.flush();
        many.flush();
        assertEquals(tags.stream().collect(Collectors.toMap(tag -> tag, _ -> new Pulls(1, NOW))), counted(tags));
        assertEquals(List.of(new OperationCount(TODAY, "ann", CountedOperation.PULL, tags.size())),
            store.read(session -> session.statistics().counts(TODAY, TODAY, true, OperationCount.By.USER, Optional.empty(), 9)));
    }

    @Test
    void pullsWaitForADatabaseThatIsAwayAndAreCountedOnce() throws Exception {
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
