package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

@Timeout(120)
class UpstreamsTest {
    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Test
    void weightsAreMetOverAllWorkers() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                RawServer c = new RawServer(RawServer.answering("c")); RawServer d = new RawServer(RawServer.answering("d"));
                HostFixture nginx = new HostFixture(folder)
                    .serve(a.upstream(70), b.upstream(29), c.upstream(1), d.upstream(0))) {
            Map<String, Integer> counts = new HashMap<>();
            List<RawConnection> connections = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                connections.add(nginx.connect());
            }
            for (int i = 0; i < 1000; i++) {
                String answer = connections.get(i % 20).send(get(HOST)).answer();
                counts.merge(answer.substring(answer.length() - 1), 1, Integer::sum);
            }
            for (RawConnection each : connections) {
                each.close();
            }
            assertEquals(700, counts.get("a"), 3, counts.toString());
            assertEquals(290, counts.get("b"), 3, counts.toString());
            assertEquals(10, counts.get("c"), 2, counts.toString());
            assertFalse(counts.containsKey("d"), "weight 0 gets none");
            assertEquals(2, nginx.host().state().workers().size());
        }
    }

    @Test
    void changesTakeEffectWithoutAReloadAndFailNothing() throws Exception {
        AtomicInteger left = new AtomicInteger();
        try (RawServer a = new RawServer(RawServer.answering("a"));
                RawServer b = new RawServer(RawServer.counting("b", left));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            HostState before = nginx.host().state();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger requests = new AtomicInteger();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(threads.submit(nginx.load(stop, requests)));
            }
            for (int round = 0; round < 50; round++) {
                int seen = left.get();
                Applied in = nginx.state(a.upstream(1), b.upstream(1));
                assertFalse(in.reloaded());
                HostFixture.await("the new one gets requests", () -> left.get() > seen);
                nginx.state(a.upstream(1));
                HostFixture.await("it is drained", () -> nginx.host().drained(HOST, List.of(b.endpoint())));
                int then = left.get();
                int all = requests.get();
                HostFixture.await("the load goes on", () -> requests.get() > all + 20);
                assertEquals(then, left.get(), "what was left out got a request");
            }
            stop.set(true);
            for (Future<Integer> client : clients) {
                assertEquals(0, client.get(20, TimeUnit.SECONDS));
            }
            HostState after = nginx.host().state();
            assertEquals(before.generation(), after.generation());
            assertEquals(before.workers().stream().map(HostState.Worker::pid).toList(),
                after.workers().stream().map(HostState.Worker::pid).toList());
        }
    }

    @Test
    void aRequestThatBeginsAfterTheReturnDoesNotGoToWhatWasLeftOut() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            List<RawConnection> connections = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                connections.add(nginx.connect());
            }
            for (int round = 0; round < 100; round++) {
                boolean onlyA = round % 2 == 0;
                nginx.state(onlyA ? a.upstream(1) : b.upstream(1));
                for (RawConnection each : connections) {
                    assertTrue(each.send(get(HOST)).answer().endsWith(onlyA ? "a" : "b"));
                }
            }
            for (RawConnection each : connections) {
                each.close();
            }
        }
    }

    @Test
    void countsAreExactAndStayWhileAnUpstreamIsStated() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (RawServer a = new RawServer(RawServer.answering("a"));
                RawServer slow = new RawServer(RawServer.waiting(came, mayEnd));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            for (int i = 0; i < 10; i++) {
                nginx.ask();
            }
            assertEquals(10, nginx.status(a.upstream(1)).requests());
            nginx.state(a.upstream(5), slow.upstream(0, "v2"));
            assertEquals(10, nginx.status(a.upstream(5)).requests());
            assertEquals(0, nginx.status(slow.upstream(0, "v2")).requests());
            nginx.state(slow.upstream(1, "v2"));
            Future<String> answer = threads.submit(() -> nginx.ask());
            assertTrue(came.await(20, TimeUnit.SECONDS));
            assertEquals(1, nginx.status(slow.upstream(1, "v2")).active());
            mayEnd.countDown();
            answer.get(20, TimeUnit.SECONDS);
            HostFixture.await("it has ended", () -> nginx.status(slow.upstream(1, "v2")).active() == 0);
            nginx.state(a.upstream(1));
            assertEquals(0, nginx.status(a.upstream(1)).requests(), "it was stated anew");
            String metrics = nginx.host().metrics();
            assertTrue(metrics.contains(
                "leengine_lb_requests_total{domain=\"hello.example.org\",version=\"v1\",status=\"2xx\"} 10\n"), metrics);
            assertTrue(metrics.contains("leengine_lb_request_duration_seconds_count{domain=\"hello.example.org\","
                + "version=\"v2\"} 1\n"), metrics);
        }
    }

    @Test
    void everyByteIsCounted() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1));
                RawConnection connection = nginx.connect()) {
            int sent = 0;
            int received = 0;
            for (int i = 0; i < 150; i++) {
                received += get(HOST).length();
                sent += connection.send(get(HOST)).answer().length();
            }
            String labels = "{domain=\"hello.example.org\",version=\"v1\"} ";
            String out = "leengine_lb_sent_bytes_total" + labels + sent + "\n";
            String in = "leengine_lb_received_bytes_total" + labels + received + "\n";
            HostFixture.await(out + in, () -> nginx.host().metrics().contains(out) && nginx.host().metrics().contains(in));
        }
    }

    @Test
    void aDrainWaitsForWhatIsUnderWayAlsoInAWorkerThatIsExiting() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (RawServer slow = new RawServer(RawServer.waiting(came, mayEnd));
                RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(slow.upstream(1))) {
            Future<String> answer = threads.submit(() -> nginx.ask());
            assertTrue(came.await(20, TimeUnit.SECONDS));
            nginx.state(a.upstream(1));
            assertFalse(nginx.host().drained(HOST, List.of(slow.endpoint())));
            assertTrue(nginx.host().drained(HOST, List.of(a.endpoint())));
            assertTrue(nginx.host().drained("other.example.org", List.of(slow.endpoint())));
            Applied applied = nginx.host().apply(HostChange.of(Site.of(DomainSpec.of("other.example.org"))));
            assertTrue(applied.reloaded());
            assertTrue(nginx.host().state().workers().stream().anyMatch(HostState.Worker::exiting));
            assertFalse(nginx.host().drained(HOST, List.of(slow.endpoint())));
            nginx.host().apply(HostChange.removal(HOST));
            assertFalse(nginx.host().drained(HOST, List.of(slow.endpoint())));
            mayEnd.countDown();
            assertTrue(answer.get(20, TimeUnit.SECONDS).endsWith("slow"));
            HostFixture.await("it is drained", () -> nginx.host().drained(HOST, List.of(slow.endpoint())));
        }
    }

    @Test
    void manyRequestsOverManyChangesFailNone() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                RawServer c = new RawServer(RawServer.answering("c"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                clients.add(threads.submit(nginx.load(stop, requests)));
            }
            List<List<Upstream>> states = List.of(List.of(a.upstream(1), b.upstream(2)), List.of(c.upstream(1)),
                List.of(b.upstream(1), c.upstream(99)), List.of(a.upstream(3)));
            int changes = 0;
            long next = System.nanoTime();
            while (requests.get() < 20_000) {
                nginx.host().apply(HostChange.of(HOST, states.get(changes++ % states.size())));
                next += TimeUnit.MILLISECONDS.toNanos(10);
                while (System.nanoTime() < next) {
                    Thread.onSpinWait();
                }
            }
            stop.set(true);
            for (Future<Integer> client : clients) {
                assertEquals(0, client.get(20, TimeUnit.SECONDS));
            }
            assertTrue(changes > 50, "changes: " + changes);
        }
    }
}
