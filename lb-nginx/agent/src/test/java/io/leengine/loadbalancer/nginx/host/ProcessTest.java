package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.DomainSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents come and go, processes are killed. */
@Timeout(120)
class ProcessTest {
    private static final int CLIENTS = 10;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();

    private List<Future<Integer>> load(HostFixture nginx) {
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(nginx.load(stop, requests)));
        }
        return clients;
    }

    private int failed(List<Future<Integer>> clients) throws Exception {
        stop.set(true);
        int failed = 0;
        for (Future<Integer> each : clients) {
            failed += each.get(30, TimeUnit.SECONDS);
        }
        return failed;
    }

    private void awaitMore(int more) throws Exception {
        int least = requests.get() + more;
        HostFixture.await("the load goes on", () -> requests.get() > least);
    }

    @Test
    void aNewAgentTakesOverWithoutAReload() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            List<Future<Integer>> clients = load(nginx);
            HostState before = nginx.host().state();
            for (int i = 0; i < 3; i++) {
                awaitMore(200);
                nginx.reopen();
            }
            awaitMore(200);
            assertEquals(before.master(), nginx.host().state().master());
            assertEquals(before.generation(), nginx.host().state().generation());
            assertEquals(before.workers(), nginx.host().state().workers());
            assertEquals(0, failed(clients));
            assertTrue(nginx.status(a.upstream(1)).requests() > 600, "counts go on");
        }
    }

    @Test
    void aNewAgentKeepsWhatIsServedWhenItChangesSomethingElse() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            nginx.reopen();
            assertTrue(nginx.host().apply(HostChange.of(Site.of(DomainSpec.of("more.example.org")))).reloaded());
            assertTrue(nginx.ask().endsWith("a"));
        }
    }

    @Test
    void reloadsFailNoRequest() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            List<Future<Integer>> clients = load(nginx);
            for (int i = 0; i < 10; i++) {
                awaitMore(100);
                assertTrue(nginx.host().apply(HostChange.of(Site.of(DomainSpec.of("d" + i + ".example.org")))).reloaded());
            }
            assertEquals(0, failed(clients));
        }
    }

    @Test
    void whatWasServedIsServedAfterARestart() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            assertTrue(nginx.ask().endsWith("a"));
        }
    }

    @Test
    void aKilledWorkerTakesItsCountsWithIt() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        try (RawServer slow = new RawServer(RawServer.waiting(came, new CountDownLatch(1)));
                RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(slow.upstream(1));
                RawConnection client = nginx.connect()) {
            client.send(get(HOST));
            assertTrue(came.await(20, TimeUnit.SECONDS));
            assertEquals(1, nginx.status(slow.upstream(1)).active());
            nginx.state(a.upstream(1));
            assertFalse(nginx.host().drained(HOST, List.of(slow.endpoint())));
            List<HostState.Worker> before = nginx.host().state().workers();
            for (HostState.Worker each : before) {
                ProcessHandle.of(each.pid()).orElseThrow().destroyForcibly();
            }
            HostFixture.await("all of them are replaced", () -> {
                List<Long> now = Processes.workers(nginx.host().state().master());
                return now.size() == 2 && before.stream().noneMatch(each -> now.contains(each.pid()));
            });
            HostFixture.await("nothing is under way", () -> nginx.host().drained(HOST, List.of(slow.endpoint())));
            assertTrue(nginx.ask().endsWith("a"), "the new workers have the same upstreams");
        }
    }

    @Test
    void aKilledWorkerDoesNotHoldUpChanges() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            for (int i = 0; i < 10; i++) {
                ProcessHandle.of(nginx.host().state().workers().getFirst().pid()).orElseThrow().destroyForcibly();
                boolean even = i % 2 == 0;
                nginx.state(even ? a.upstream(1) : b.upstream(1));
                assertTrue(nginx.ask().endsWith(even ? "a" : "b"));
            }
        }
    }

    @Test
    void aKilledMasterIsReplacedUnderLoad() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            List<Future<Integer>> clients = load(nginx);
            awaitMore(500);
            long before = nginx.host().state().master();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            nginx.awaitOtherMaster(before);
            HostFixture.await("the orphans end", () -> nginx.host().state().orphans().isEmpty());
            awaitMore(500);
            nginx.state(b.upstream(1));
            HostFixture.await("changes take effect", () -> nginx.host().drained(HOST, List.of(a.endpoint())));
            assertTrue(nginx.ask().endsWith("b"));
            // A connection that waited in the queue of a socket of the old workers is reset when they close it.
            int failed = failed(clients);
            assertTrue(failed <= CLIENTS, "failed: " + failed);
            assertNotEquals(before, nginx.host().state().master());
        }
    }

    @Test
    void nothingIsLeftWhenItIsStoppedWithoutAMaster() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            HostState before = nginx.host().state();
            ProcessHandle.of(before.master()).orElseThrow().destroyForcibly();
            nginx.host().stop(Duration.ofSeconds(2));
            assertTrue(before.workers().stream().noneMatch(each -> Processes.lives(each.pid())), "its workers end too");
        }
    }

    @Test
    void nothingIsDrainedWhileAnOrphanMayHaveIt() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (RawServer slow = new RawServer(RawServer.waiting(came, mayEnd));
                RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(slow.upstream(1))) {
            Future<String> answer = threads.submit(() -> nginx.ask());
            assertTrue(came.await(20, TimeUnit.SECONDS));
            long before = nginx.host().state().master();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            nginx.awaitOtherMaster(before);
            nginx.state(a.upstream(1));
            assertTrue(nginx.ask().endsWith("a"));
            assertFalse(nginx.host().drained(HOST, List.of(slow.endpoint())));
            mayEnd.countDown();
            assertTrue(answer.get(20, TimeUnit.SECONDS).endsWith("slow"), "the request goes on");
            HostFixture.await("it is drained", () -> nginx.host().drained(HOST, List.of(slow.endpoint())));
        }
    }
}
