package io.leengine.engine.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.domain.Part;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {
    @TempDir
    private Path data;
    private final MemoryStore store = new MemoryStore();

    private List<String> seeded(String json) throws IOException {
        Files.writeString(data.resolve("parts.json"), json);
        new Seed(store, TestEngine.settings(data)).ensure();
        return store.read(session -> session.parts().list()).stream().map(Part::name).toList();
    }

    @Test
    void partsAreMadeOnceAndWhatAnOperatorMadeOfThemStays() throws Exception {
        assertEquals(List.of(), store.read(session -> session.parts().list()));
        new Seed(store, TestEngine.settings(data.resolve("absent"))).ensure();
        assertEquals(List.of("a"), seeded("[{\"seam\":\"scheduler\",\"name\":\"a\",\"plugin\":\"p\","
            + "\"settings\":{\"x\":\"${leengine.data}\"}}]"));
        Part part = store.read(session -> session.parts().list()).getFirst();
        assertEquals("${leengine.data}", part.settings().get("x"), "kept as it is: each host fills it in");
        assertEquals(Part.DEFAULT_NODE_LIMIT, part.nodeLimit());
        assertEquals(List.of("a"), seeded("[{\"seam\":\"scheduler\",\"name\":\"b\",\"plugin\":\"p\"}]"));
    }

    @Test
    void aSeedWithAMistakeMakesNothing() {
        for (String json : List.of("[{", "[{\"seam\":\"what\",\"name\":\"a\",\"plugin\":\"p\"}]",
                "[{\"seam\":\"bus\",\"name\":\"a\",\"plugin\":\"p\"},{\"seam\":\"bus\",\"name\":\"A\",\"plugin\":\"p\"}]",
                "[{\"seam\":\"bus\",\"name\":\"a\",\"plugin\":\"p\"},{\"seam\":\"bus\",\"name\":\"a\",\"plugin\":\"p\"}]")) {
            assertThrows(EngineException.class, () -> seeded(json), json);
            assertEquals(List.of(), store.read(session -> session.parts().list()), json);
        }
    }

    @Test
    void placeHoldersOfTheHostAreFilledInAndOthersStay() {
        assertEquals(Map.of("a", data + "/cell:7088", "b", "${other}"), PartSettings.resolve(
            Map.of("a", "${leengine.data}/cell:${leengine.lb.port}", "b", "${other}"), TestEngine.settings(data)));
    }
}
