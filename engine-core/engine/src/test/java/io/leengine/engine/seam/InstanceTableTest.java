package io.leengine.engine.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Applications.Placed;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceTableTest {
    private final InstanceTable table = new InstanceTable(Clock.systemUTC());
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        table.listen(told::add);
    }

    private static Instance instance(String namespace, String id, boolean ready) {
        return new Instance(id, new VersionKey(namespace, "v1"), "", Optional.empty(),
            ready ? Instance.State.RUNNING : Instance.State.STARTING, ready, Optional.empty(), 0, "", Map.of());
    }

    private List<String> ids(String namespace) {
        return table.of(namespace).stream().map(Placed::instance).map(Instance::id).toList();
    }

    @Test
    void aListReplacesWhatTheCellToldBeforeAndOnlyThat() {
        table.listed("a", List.of(instance("one", "x", true), instance("two", "y", true)));
        table.listed("b", List.of(instance("one", "z", true)));
        table.listed("a", List.of(instance("one", "w", false)));
        assertEquals(List.of("w", "z"), ids("one"));
        assertEquals(List.of(), ids("two"));
        assertEquals(1, table.ready("one"));
        assertEquals(Optional.of("one"), table.namespace("b", "z"));
        assertEquals(Optional.empty(), table.namespace("a", "y"));
    }

    @Test
    void aListTellsOfThoseWhoseInstancesDiffer() {
        table.listed("a", List.of(instance("one", "x", true), instance("two", "y", true)));
        told.clear();
        table.listed("a", List.of(instance("one", "x", true), instance("two", "y", false)));
        assertEquals(List.of("two"), told);
        told.clear();
        table.listed("a", List.of(instance("two", "y", false)));
        assertEquals(List.of("one"), told);
    }

    @Test
    void aSilentCellIsKnownStillAndTellsAllWhenItIsHeardAgain() {
        assertEquals(Optional.empty(), table.in("a", "one"));
        table.listed("a", List.of(instance("one", "x", true)));
        table.silent("a");
        assertTrue(table.isKnown("a"));
        assertFalse(table.isHeard("a"));
        assertEquals(List.of("x"), ids("one"));
        told.clear();
        table.listed("a", List.of(instance("one", "x", true)));
        assertTrue(table.isHeard("a"));
        assertEquals(List.of("one"), told, "who waited for the cell must hear of it");
    }

    @Test
    void aForgottenCellIsUnknown() {
        table.listed("a", List.of(instance("one", "x", true)));
        told.clear();
        table.forget("a");
        assertFalse(table.isKnown("a"));
        assertEquals(List.of(), table.all());
        assertEquals(List.of("one"), told);
        assertEquals(Optional.empty(), table.in("a", "one"));
    }

    @Test
    void changesAndRemovalsAreOfOneInstance() {
        table.listed("a", List.of());
        table.changed("a", instance("one", "x", false));
        table.changed("a", instance("one", "y", true));
        table.changed("a", instance("one", "x", true));
        assertEquals(2, table.ready("one"));
        table.removed("a", instance("one", "x", true));
        assertEquals(List.of("y"), ids("one"));
        table.removed("a", instance("one", "y", true));
        table.removed("a", instance("one", "y", true));
        assertEquals(List.of(), table.all());
        assertEquals(Optional.of(List.of()), table.in("a", "one"));
    }
}
