package io.leengine.engine.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.CollectionRun.State;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a collection begins, and how it ends. */
class CollectorTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "u-boss", "boss", true, "r", "");

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final Seams seams = new Seams();
    private final CollectionService service =
        new CollectionService(store, new Changes(store, clock), new Ids(), seams, () -> { });
    private Collector collector = collector(Duration.ZERO);
    /** What happens when the repositories are listed. */
    private Runnable atList = () -> { };
    private boolean lists = true;

    private Collector collector(Duration interval) {
        return new Collector(store, seams, clock, new Collector.Settings(DAY, interval, Pace.FULL, Duration.ZERO),
            Ownership.alone());
    }

    /** A storage with one repository, which holds nothing. */
    private RegistryStorage storage() {
        return (RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {RegistryStorage.class, HoldingsListing.class}, (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "name" -> "main";
                    case "ability" -> lists ? Optional.of(proxy) : Optional.empty();
                    case "holders" -> {
                        atList.run();
                        yield new RegistryStorage.Page<>(List.of("team/a"), false);
                    }
                    default -> new RegistryStorage.Page<>(List.of(), false);
                });
    }

    @AfterEach
    void close() {
        collector.close();
    }

    private void work() throws InterruptedException {
        assertEquals(Optional.of(Duration.ofSeconds(2)), collector.run("registry-collection", "test"));
    }

    private List<CollectionRun> all() {
        return service.list(BOSS, Page.Request.first(100)).items();
    }

    private CollectionRun asked() {
        seams.added(SeamKind.REGISTRY_STORAGE, "main", storage());
        return service.start(BOSS, false);
    }

    @Test
    void oneIsDoneWhenItIsDueAndNotBefore() throws Exception {
        close();
        collector = collector(DAY);
        work();
        assertEquals(0, all().size(), "There is no storage");
        lists = false;
        seams.added(SeamKind.REGISTRY_STORAGE, "main", storage());
        work();
        assertEquals(0, all().size(), "It does not list what is held");
        lists = true;
        work();
        work();
        assertEquals(1, all().size());
        assertEquals(State.SUCCEEDED, all().getFirst().state());
        assertEquals("", all().getFirst().askedBy());
        clock.pass(DAY.minusSeconds(1));
        work();
        assertEquals(1, all().size());
        clock.pass(Duration.ofSeconds(1));
        work();
        assertEquals(2, all().size());
    }

    @Test
    void noneIsDueWhenThatIsOff() throws Exception {
        seams.added(SeamKind.REGISTRY_STORAGE, "main", storage());
        work();
        assertEquals(0, all().size());
    }

    @Test
    void oneThatIsCanceledEndsInTheMiddle() throws Exception {
        CollectionRun run = asked();
        atList = () -> service.cancel(BOSS, run.id());
        work();
        assertEquals(State.CANCELED, service.get(BOSS, run.id()).state());
        assertEquals(0, service.get(BOSS, run.id()).figures().repositories());
    }

    @Test
    void aStorageThatIsAwayForAWhileCostsNothing() throws Exception {
        CollectionRun run = asked();
        atList = () -> {
            atList = () -> { };
            throw new EngineException(ErrorCode.UNAVAILABLE, "It is being swapped.");
        };
        assertThrows(EngineException.class, this::work, "The queue tries again");
        assertEquals(State.RUNNING, service.get(BOSS, run.id()).state());
        work();
        assertEquals(State.SUCCEEDED, service.get(BOSS, run.id()).state());
    }

    @Test
    void aStorageThatStaysAwayEndsIt() throws Exception {
        CollectionRun run = asked();
        atList = () -> {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Its disk is gone.");
        };
        int tries = 1;
        while (service.get(BOSS, run.id()).state() == State.RUNNING && tries < 100) {
            try {
                work();
            } catch (EngineException e) {
                tries++;
            }
        }
        assertEquals(State.FAILED, service.get(BOSS, run.id()).state());
        assertTrue(service.get(BOSS, run.id()).message().contains("Its disk is gone."));
        assertEquals(30, tries);
    }

    @Test
    void aStorageThatDoesNotListWhatIsHeldIsRefused() throws Exception {
        lists = false;
        assertEquals(ErrorCode.UNSUPPORTED, assertThrows(EngineException.class, this::asked).code());
        lists = true;
        CollectionRun run = service.start(BOSS, true);
        lists = false;
        work();
        assertEquals(State.FAILED, service.get(BOSS, run.id()).state());
    }

    @Test
    void oneThatIsForgottenByItsEngineIsTakenUpByTheNext() throws Exception {
        CollectionRun run = asked();
        atList = () -> {
            throw new IllegalStateException("a defect");
        };
        assertThrows(IllegalStateException.class, this::work);
        close();
        atList = () -> { };
        collector = collector(Duration.ZERO);
        work();
        assertEquals(State.SUCCEEDED, service.get(BOSS, run.id()).state());
    }
}
