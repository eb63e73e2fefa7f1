package io.leengine.loadbalancer.nginx.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.host.NginxSettings;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings on a real nginx, in the order an agent states them. */
@Timeout(120)
class NginxDataPlaneTest {
    private static final String HOST = "hello.example.org";
    private static final String GONE = "gone.example.org";

    @TempDir
    private Path folder;

    private static NginxSettings settings() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return NginxSettings.of(List.of(new Listener("127.0.0.1", free.getLocalPort())))
                .withUser(System.getProperty("user.name"));
        }
    }

    private static Optional<DomainSpec> domain(String host, String snippet) {
        return Optional.of(DomainSpec.of(host).with(new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL,
            Routing.PLAIN, List.of(), snippet)));
    }

    private static SettingsChange change(Map<String, Optional<DomainSpec>> domains) {
        return new SettingsChange(false, domains, Map.of(), Map.of(), Set.of());
    }

    @Test
    void whatMendsADomainDoesNotWaitForWhatThatHoldsUp() throws Exception {
        Path included = Files.writeString(folder.resolve("included"), "return 200;");
        NginxHost nginx = new NginxHost(folder, settings());
        nginx.start();
        try {
            DataPlane plane = new NginxDataPlane(nginx);
            plane.settings(change(Map.of(HOST, domain(HOST, "include " + included + ";"), GONE, domain(GONE, "return 201;"))));
            Files.delete(included);
            SettingsChange removal = change(Map.of(GONE, Optional.empty()));
            assertThrows(EngineException.class, () -> plane.settings(removal));
            assertTrue(plane.rendered(HOST).orElseThrow().contains("include " + included), "it is served on");
            DataPlane.Outcome mended = plane.settings(removal.and(change(Map.of(HOST, domain(HOST, "return 202;")))));
            assertEquals(Map.of(), mended.failures());
            assertTrue(plane.rendered(HOST).orElseThrow().contains("return 202;"));
            assertEquals(Optional.empty(), plane.rendered(GONE));
        } finally {
            nginx.stop(Duration.ofSeconds(2));
        }
    }
}
