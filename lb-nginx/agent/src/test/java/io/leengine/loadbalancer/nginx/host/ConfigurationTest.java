package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nginx does not take, what the disk does not take, and many at once. */
@Timeout(180)
class ConfigurationTest {
    private static final String BAD = "bad.example.org";

    @TempDir
    private Path folder;

    private static Site site(String host) {
        return Site.of(DomainSpec.of(host));
    }

    /** Spoils the settings of a domain while its body limit is 13: no value that can be stated does. */
    private static final class Spoiling extends Rendering {
        Spoiling(NginxSettings settings, Folder folder, Path lua) {
            super(settings, folder, lua);
        }

        @Override
        String settings(Placed placed) {
            return super.settings(placed) + (placed.site().bodyLimit() == 13 ? "\n  no_such_directive on;" : "");
        }
    }

    private static Site spoilt(String host) {
        return new Site(host, Duration.ofSeconds(10), Duration.ofSeconds(1), 13);
    }

    private static List<Upstream> one(RawServer server) {
        return List.of(server.upstream(1));
    }

    @Test
    void aDomainThatNginxDoesNotTakeHoldsUpNoOther() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder, settings -> settings, Spoiling::new)) {
            Applied first = nginx.host().apply(new HostChange(Map.of(HOST, site(HOST), BAD, spoilt(BAD),
                "other.example.org", site("other.example.org")), Map.of(HOST, one(a), BAD, one(a),
                "other.example.org", one(a)), Set.of()));
            assertEquals(Set.of(BAD), first.failures().keySet());
            assertTrue(first.failures().get(BAD).contains("unknown directive \"no_such_directive\" in "), first.toString());
            assertTrue(first.reloaded());
            assertEquals(200, RawConnection.status(nginx.ask()));
            assertEquals(200, RawConnection.status(nginx.ask(get("other.example.org"))));
            assertEquals(404, RawConnection.status(nginx.ask(get(BAD))));
            // Once it is good it is served; if it goes bad again, it is served as it was.
            assertEquals(Map.of(), nginx.host().apply(HostChange.of(site(BAD))).failures());
            assertEquals(200, RawConnection.status(nginx.ask(get(BAD))));
            Applied again = nginx.host().apply(HostChange.of(spoilt(BAD)));
            assertEquals(Set.of(BAD), again.failures().keySet());
            assertFalse(again.reloaded());
            assertEquals(200, RawConnection.status(nginx.ask(get(BAD))));
        }
    }

    @Test
    void manyChangesShareAReload() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = nginx.host().state().generation();
            List<Future<Applied>> changes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String host = "d" + i + ".example.org";
                changes.add(threads.submit(() -> nginx.host().apply(
                    new HostChange(Map.of(host, site(host)), Map.of(host, one(a)), Set.of()))));
            }
            for (Future<Applied> each : changes) {
                assertEquals(Map.of(), each.get(60, TimeUnit.SECONDS).failures());
            }
            for (int i = 0; i < 50; i++) {
                assertEquals(200, RawConnection.status(nginx.ask(get("d" + i + ".example.org"))));
            }
            long reloads = nginx.host().state().generation() - before;
            assertTrue(reloads <= 10, "reloads: " + reloads);
            assertFalse(nginx.host().apply(HostChange.of(site("d1.example.org"))).reloaded(), "nothing has changed");
        }
    }

    @Test
    void aPortThatIsTakenIsToldInNginxsWords() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            NginxSettings settings = NginxSettings.of(List.of(new Listener("127.0.0.1", taken.getLocalPort())))
                .withUser(System.getProperty("user.name"));
            try (NginxHost host = new NginxHost(folder, settings)) {
                EngineException refused = assertThrows(EngineException.class, host::start);
                assertEquals(ErrorCode.UNAVAILABLE, refused.code());
                assertTrue(refused.getMessage().contains("bind() to 127.0.0.1:" + taken.getLocalPort()),
                    refused.getMessage());
            }
        }
    }

    @Test
    void aLongHostHasAFileToo() throws Exception {
        String host = ("a".repeat(62) + ".").repeat(4).substring(0, 250);
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder)) {
            assertEquals(Map.of(), nginx.host().apply(new HostChange(Map.of(host, site(host)), Map.of(host, one(a)),
                Set.of())).failures());
            assertEquals(200, RawConnection.status(nginx.ask(get(host))));
            nginx.reopen();
            assertFalse(nginx.host().apply(HostChange.of(site(host))).reloaded());
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Test
    void aFullDiskLeavesWhatIsServed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small disk");
        Path small = Files.createDirectory(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small.toString());
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(small).serve(a.upstream(1))) {
            Path filler = small.resolve("filler");
            assertThrows(IOException.class, () -> Files.write(filler, new byte[4 << 20]));
            long before = nginx.host().state().generation();
            EngineException full = assertThrows(EngineException.class,
                () -> nginx.host().apply(HostChange.of(site("other.example.org"))));
            assertEquals(ErrorCode.UNAVAILABLE, full.code());
            assertTrue(full.getMessage().contains("No space left"), full.getMessage());
            assertTrue(nginx.ask().endsWith("a"));
            assertEquals(before, nginx.host().state().generation());
            // Upstreams need no disk.
            nginx.state(b.upstream(1));
            assertTrue(nginx.ask().endsWith("b"));
            Files.delete(filler);
            assertEquals(Map.of(), nginx.host().apply(HostChange.of(site("other.example.org"))).failures());
            assertEquals(503, RawConnection.status(nginx.ask(get("other.example.org"))));
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void thousandsOfDomainsBeginCold() throws Exception {
        int many = 5000;
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder)) {
            Map<String, Site> sites = new HashMap<>();
            Map<String, List<Upstream>> upstreams = new HashMap<>();
            for (int i = 0; i < many; i++) {
                String host = "d" + i + ".example.org";
                sites.put(host, site(host));
                upstreams.put(host, i % 2 == 0 ? one(a) : one(b));
            }
            Applied applied = nginx.host().replace(sites, upstreams);
            assertEquals(Map.of(), applied.failures());
            assertTrue(nginx.ask(get("d4999.example.org")).endsWith("b"));
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            // Nobody has said anything yet: it is all there from the first request on.
            for (int i = 0; i < many; i += 499) {
                assertTrue(nginx.ask(get("d" + i + ".example.org")).endsWith(i % 2 == 0 ? "a" : "b"));
            }
            assertFalse(nginx.host().replace(sites, upstreams).reloaded(), "and nothing of it has to be done again");
        }
    }
}
