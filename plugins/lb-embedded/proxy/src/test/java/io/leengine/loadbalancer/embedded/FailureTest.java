package io.leengine.loadbalancer.embedded;

import static io.leengine.loadbalancer.embedded.GroupFixture.HOST;
import static io.leengine.loadbalancer.embedded.GroupFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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

@Timeout(60)
class FailureTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void aConnectionThatWasClosedWhileIdleFailsNobody() throws Exception {
        // Answers once, keeps the connection open, and breaks it when a second request comes: as if it had closed it
        // in the same moment.
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    in.read();
                    socket.setSoLinger(true, 0);
                });
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
                RawConnection client = group.connect()) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, RawConnection.status(client.send(get(HOST)).answer()));
            }
            assertEquals(20, server.connections(), "each request but the first found a broken connection");
            assertTrue(group.status(server.upstream("a")).healthy());
            assertEquals(0, group.status(server.upstream("a")).failures());
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedIsNot() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        RawServer.Conversation breaking = (in, out, socket) -> {
            RawServer.head(in);
            requests.incrementAndGet();
        };
        try (RawServer one = new RawServer(breaking); RawServer two = new RawServer(breaking);
                GroupFixture group = new GroupFixture(folder).serve(one.upstream("a"), two.upstream("b"))) {
            assertEquals(502, RawConnection.status(group.ask(POST)));
            assertEquals(1, requests.get());
        }
    }

    @Test
    void aRequestThatMayBeRepeatedGoesToEveryoneOnce() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        RawServer.Conversation breaking = (in, out, socket) -> {
            RawServer.head(in);
            requests.incrementAndGet();
        };
        try (RawServer one = new RawServer(breaking); RawServer two = new RawServer(breaking);
                RawServer good = new RawServer(RawServer.answering("ok"));
                GroupFixture group = new GroupFixture(folder)) {
            group.serve(one.upstream("a"), two.upstream("b"));
            assertEquals(502, RawConnection.status(group.ask(get(HOST))));
            assertEquals(2, requests.get());
            group.serve(one.upstream("a"), two.upstream("b"), good.upstream("c"));
            for (int i = 0; i < 10; i++) {
                int before = requests.get();
                assertEquals(200, RawConnection.status(group.ask(get(HOST))));
                // After a while a probe gets through, and then they may be tried again.
                boolean stillDown = !group.status(one.upstream("a")).healthy()
                    && !group.status(two.upstream("b")).healthy() && group.status(one.upstream("a")).requests() == 1
                    && group.status(two.upstream("b")).requests() == 1;
                assertTrue(!stillDown || requests.get() == before, "those that are down are left alone");
            }
        }
    }

    @Test
    void anyRequestGoesElsewhereWhenNothingWasSent() throws Exception {
        try (RawServer good = new RawServer(RawServer.answering("ok"));
                GroupFixture group = new GroupFixture(folder)) {
            Upstream refusing;
            try (RawServer closed = new RawServer(RawServer.answering(""))) {
                refusing = closed.upstream("gone");
            }
            for (int i = 0; i < 5; i++) {
                group.serve(good.upstream("a"), new Upstream(refusing.endpoint(), 1, "v1", "cell", "gone" + i));
                for (int j = 0; j < 4; j++) {
                    assertEquals(200, RawConnection.status(group.ask(POST)));
                }
            }
        }
    }

    @Test
    void noAnswerInTimeIs504() throws Exception {
        DomainSpec spec = new DomainSpec(HOST, Duration.ofMillis(200), Duration.ofSeconds(1), 0);
        try (RawServer silent = new RawServer((in, out, socket) -> in.transferTo(OutputStream.nullOutputStream()));
                GroupFixture group = new GroupFixture(folder).serve(spec, silent.upstream("a"))) {
            long start = System.nanoTime();
            assertEquals(504, RawConnection.status(group.ask(get(HOST))));
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(200).toNanos());
            assertEquals(1, group.status(silent.upstream("a")).failures());
            assertEquals(0, group.status(silent.upstream("a")).active());
        }
    }

    @Test
    void noConnectionInTimeGoesElsewhere() throws Exception {
        DomainSpec spec = new DomainSpec(HOST, Duration.ofSeconds(20), Duration.ofMillis(50), 0);
        // A listener that accepts nothing, and whose queue is full: further connections hang.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket one = new Socket("127.0.0.1", full.getLocalPort());
                Socket two = new Socket("127.0.0.1", full.getLocalPort());
                RawServer good = new RawServer(RawServer.answering("ok"));
                GroupFixture group = new GroupFixture(folder)) {
            assertTrue(one.isConnected() && two.isConnected());
            Upstream hanging = new Upstream(new Endpoint("127.0.0.1", full.getLocalPort()), 1, "v1", "cell", "hang");
            group.serve(spec, good.upstream("a"), hanging);
            for (int i = 0; i < 4; i++) {
                assertEquals(200, RawConnection.status(group.ask(POST)));
            }
            assertFalse(group.status(hanging).healthy());
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyCounts() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    RawServer.write(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                    // Gone once the answer has got through, with most of the body still to come.
                    answered.await(20, TimeUnit.SECONDS);
                });
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
                RawConnection client = group.connect()) {
            byte[] half = new byte[1 << 20];
            client.send("POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: " + 2 * half.length
                + "\r\n\r\n12345");
            assertEquals(403, RawConnection.status(client.answer()));
            answered.countDown();
            try {
                client.output().write(half);
            } catch (SocketException closed) {
                assertEquals(0, client.input().available(), closed.getMessage());
            }
            client.hangUp();
            assertTrue(group.group().awaitDrained(GroupFixture.context(), HOST,
                List.of(server.upstream("a").endpoint())), "the request has ended");
            assertEquals(0, group.status(server.upstream("a")).failures());
        }
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookComplete() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
                RawConnection client = group.connect()) {
            client.send(get(HOST));
            try {
                String all = new String(client.input().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertFalse(all.endsWith("0\r\n\r\n"), all);
            } catch (SocketException reset) {
                assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
            }
            assertTrue(group.group().awaitDrained(GroupFixture.context(), HOST,
                List.of(server.upstream("a").endpoint())));
            assertEquals(1, group.status(server.upstream("a")).failures());
        }
    }

    @Test
    void requestsUnderWayEndWhenTheGroupStops() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    arrived.countDown();
                    goOn.await(20, TimeUnit.SECONDS);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
            try (RawConnection client = group.connect()) {
                client.send(get(HOST));
                assertTrue(arrived.await(10, TimeUnit.SECONDS));
                Future<?> closing = threads.submit(group::close);
                goOn.countDown();
                assertEquals(200, RawConnection.status(client.answer()));
                closing.get(10, TimeUnit.SECONDS);
                assertThrows(EOFException.class, () -> client.send(get(HOST)).answer());
                assertThrows(IOException.class, group::connect);
            }
            assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith("lb-group")),
                "no thread is left");
        }
    }

    @Test
    void killingABackendUnderLoadFailsNoRequest() throws Exception {
        Process victim = startBackend();
        try (RawServer good = new RawServer(RawServer.answering("good"));
                GroupFixture group = new GroupFixture(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = Integer.parseInt(new BufferedReader(new InputStreamReader(victim.getInputStream(),
                StandardCharsets.UTF_8)).readLine());
            Upstream doomed = new Upstream(new Endpoint("127.0.0.1", port), 1, "v1", "cell", "doomed");
            group.serve(good.upstream("good"), doomed);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger requests = new AtomicInteger();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(threads.submit(() -> load(group, stop, requests)));
            }
            awaitAtLeast(requests, 2000);
            assertTrue(group.status(doomed).requests() > 500);
            victim.destroyForcibly().waitFor();
            awaitAtLeast(requests, requests.get() + 2000);
            stop.set(true);
            int failed = 0;
            for (Future<Integer> client : clients) {
                failed += client.get(20, TimeUnit.SECONDS);
            }
            assertEquals(0, failed);
            assertFalse(group.status(doomed).healthy());
            assertTrue(group.status(doomed).failures() > 0);
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    private static int load(GroupFixture group, AtomicBoolean stop, AtomicInteger requests) throws Exception {
        int failed = 0;
        try (RawConnection client = group.connect()) {
            while (!stop.get()) {
                failed += RawConnection.status(client.send(get(HOST)).answer()) == 200 ? 0 : 1;
                requests.incrementAndGet();
            }
        }
        return failed;
    }

    private static void awaitAtLeast(AtomicInteger count, int least) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (count.get() < least) {
            assertTrue(System.nanoTime() < deadline, "the load stopped at " + count.get());
            Thread.yield();
        }
    }

    private static Process startBackend() throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
            "-cp", System.getProperty("java.class.path"), BackendProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
