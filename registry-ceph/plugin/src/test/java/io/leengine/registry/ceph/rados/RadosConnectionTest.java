package io.leengine.registry.ceph.rados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

@ExtendWith(SharedCluster.class)
class RadosConnectionTest {
    private static final Digest BLOB = Digest.of(new byte[0]);

    @Test
    void withoutTheLibraryTheNextStepIsSaid() {
        var error = assertThrows(EngineException.class, () -> new Librados("libnowhere.so.2"));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains("libnowhere.so.2"), error.getMessage());
        assertTrue(error.nextStep().orElseThrow().contains("librados2"));
    }

    @Test
    void aPoolThatIsNotThereIsSaidByCallsAndHealth(Target target) throws Exception {
        Target wrong = new Target(target.confFile(), "", "admin", "", "no-such-pool", "", Duration.ofSeconds(20));
        try (var storage = new RadosRegistryStorage("main", wrong)) {
            var error = assertThrows(EngineException.class, () -> storage.blobSize(BLOB));
            assertEquals(ErrorCode.UNAVAILABLE, error.code());
            assertTrue(error.getMessage().contains("no-such-pool"), error.getMessage());
            assertTrue(error.nextStep().orElseThrow().contains("pool exists"));
            assertEquals(Health.State.DOWN, storage.health().state());
        }
    }

    @Test
    void monitorsThatDoNotAnswerAreSaidInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Target nobody = new Target("", "v2:127.0.0.1:" + silent.getLocalPort(), "admin", "", "registry", "",
                Duration.ofSeconds(1));
            long start = System.nanoTime();
            try (var storage = new RadosRegistryStorage("main", nobody)) {
                var error = assertThrows(EngineException.class, () -> storage.blobSize(BLOB));
                assertTrue(error.code() == ErrorCode.UNAVAILABLE || error.code() == ErrorCode.TIMEOUT, error.getMessage());
                assertTrue(error.nextStep().isPresent());
            }
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20, "it ends in time");
        }
    }

    @Test
    void monitorsCanBeGivenWithoutAFile(Target target) throws Exception {
        String monitors = Files.readAllLines(Path.of(target.confFile())).stream()
            .filter(line -> line.startsWith("mon host = ")).map(line -> line.substring("mon host = ".length())).findFirst()
            .orElseThrow();
        Target direct = new Target("", monitors, "admin", "", target.pool(), target.namespace(), Duration.ofSeconds(20));
        try (var storage = new RadosRegistryStorage("main", direct)) {
            assertEquals(Optional.empty(), storage.blobSize(BLOB));
            assertEquals(Health.up(), storage.health());
        }
    }

    @Test
    void whatIsSetWrongNamesItsSetting() {
        Duration limit = Duration.ofSeconds(5);
        assertField("conf.file", () -> new Target("", "", "admin", "", "pool", "", limit));
        assertField("conf.file", () -> new Target("relative", "", "admin", "", "pool", "", limit));
        assertField("user", () -> new Target("/c", "", " ", "", "pool", "", limit));
        assertField("pool", () -> new Target("/c", "", "admin", "", "", "", limit));
        assertField("key", () -> new Target("/c", "", "admin", "a\nb", "pool", "", limit));
        assertField("timeout.seconds", () -> new Target("/c", "", "admin", "", "pool", "", Duration.ZERO));
        assertFalse(new Target("/c", "", "admin", "secret!", "pool", "", limit).toString().contains("secret!"));
    }

    private static void assertField(String field, Executable target) {
        assertEquals(field, assertThrows(EngineException.class, target).field().orElseThrow());
    }
}
