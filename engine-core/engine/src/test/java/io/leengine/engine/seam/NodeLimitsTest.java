package io.leengine.engine.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Scheduler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeLimitsTest {
    private final MemoryStore store = new MemoryStore();
    private final Seams seams = new Seams();
    private int nodes = 3;

    private void cell(String name, int limit) {
        store.write(session -> {
            session.parts().insert(new Part(SeamKind.SCHEDULER, name, "p", new TreeMap<>(), limit, Instant.EPOCH, 1));
            return null;
        });
        seams.added(SeamKind.SCHEDULER, name, (Scheduler) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {Scheduler.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "status" -> status();
                case "name" -> name;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            }));
    }

    private CellStatus status() {
        if (nodes < 0) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "It is away.");
        }
        return new CellStatus(Collections.nCopies(nodes, new CellStatus.Node("n", true, 1, 1, 0, 0, 0)));
    }

    private void check(String... cells) {
        CellRoom.Told told = new CellRoom(seams).ask(List.of(cells));
        store.read(session -> {
            NodeLimits.check(session, List.of(cells), told);
            return null;
        });
    }

    @Test
    void aCellWithTooManyNodesGetsNoMore() {
        cell("east", 3);
        cell("west", 2);
        check("east");
        check();
        EngineException refusal = assertThrows(EngineException.class, () -> check("east", "west"));
        assertEquals(ErrorCode.CONFLICT, refusal.code());
        assertEquals("The cell west has 3 nodes, and its limit is 2: it gets no more instances.", refusal.getMessage());
        nodes = 2;
        check("west");
    }

    @Test
    void isNotHeldToWhatIsNotKnown() {
        nodes = -1;
        cell("east", 2);
        check("east", "nowhere");
    }
}
