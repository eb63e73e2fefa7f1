package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.leengine.model.Health;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that forgets old versions faster than a list of many objects is read page by page. */
class ForgottenPagesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void aListWhosePagesAreForgottenIsReadInOnePiece() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ServerKeys.make(folder, "-1d", 10))) {
            server.forgetPages();
            KubernetesScheduler scheduler = new KubernetesScheduler(CellOfTests.options(server.access(), ""));
            try {
                Awaited.until(LIMIT, () -> "it is up: " + scheduler.health(), () -> scheduler.health().state() == Health.State.UP);
                try (Watch<InstanceEvent> watch = scheduler.watch(ctx())) {
                    InstanceEvent.Listed listed = assertInstanceOf(InstanceEvent.Listed.class, watch.next(LIMIT).orElseThrow());
                    assertEquals(ScriptedServer.POD, listed.instances().stream().map(Instance::id).reduce("", String::concat));
                }
            } finally {
                scheduler.close();
            }
        }
    }
}
