package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FailureTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: 2\r\n\r\nab";

    @TempDir
    private Path folder;

    private static Upstream dead() throws Exception {
        return new Upstream(new Endpoint("127.0.0.1", HostFixture.freePort()), 1, "v1", "cell", "dead");
    }

    @Test
    void aDeadUpstreamFailsNoRequestAndIsTakenBack() throws Exception {
        Upstream dead = dead();
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1), dead)) {
            try (RawConnection client = nginx.connect()) {
                for (int i = 0; i < 100; i++) {
                    assertTrue(client.send(get(HOST)).answer().endsWith("a"));
                    assertEquals(200, RawConnection.status(client.send(POST.replace("POST", "GET")).answer()));
                }
            }
            assertFalse(nginx.status(dead).healthy());
            assertTrue(nginx.status(dead).failures() > 0);
            assertTrue(nginx.status(dead).failures() < 10, "it is left alone: " + nginx.status(dead));
            assertEquals(0, nginx.status(dead).active());
            assertEquals(0, nginx.status(a.upstream(1)).failures());
            AtomicInteger requests = new AtomicInteger();
            try (RawServer back = new RawServer(dead.endpoint().port(), RawServer.counting("back", requests))) {
                HostFixture.await("it is taken back", () -> nginx.status(dead).healthy());
                HostFixture.await("it gets requests", () -> {
                    assertEquals(200, RawConnection.status(nginx.ask()));
                    return requests.get() > 0;
                });
                assertTrue(back.connections() > 0);
            }
        }
    }

    @Test
    void whenAllAreDeadAllAreTried() throws Exception {
        Upstream one = dead();
        Upstream two = dead();
        try (HostFixture nginx = new HostFixture(folder).serve(one, two)) {
            for (int i = 0; i < 5; i++) {
                String answer = nginx.ask();
                assertEquals(502, RawConnection.status(answer));
                assertTrue(answer.contains("could be reached"), answer);
            }
            assertFalse(nginx.status(one).healthy());
            assertFalse(nginx.status(two).healthy());
            assertEquals(0, nginx.status(one).active() + nginx.status(two).active());
            assertEquals(5, nginx.status(one).requests(), "each of them once a request");
            assertEquals(5, nginx.status(two).requests());
            try (RawServer back = new RawServer(one.endpoint().port(), RawServer.answering("back"))) {
                assertEquals(200, RawConnection.status(nginx.ask()), "tried though it is not known to be back");
                assertTrue(back.connections() > 0);
            }
        }
    }

    @Test
    void aConnectionThatWasClosedWhileIdleFailsNobody() throws Exception {
        // Answers once, keeps the connection open, and breaks it when a second request comes: as if it had closed it
        // in the same moment.
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    RawServer.write(out, RawServer.ok("ok"));
                    in.read();
                    socket.setSoLinger(true, 0);
                });
                HostFixture nginx = new HostFixture(folder).serve(server.upstream(1));
                RawConnection client = nginx.connect()) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, RawConnection.status(client.send(get(HOST)).answer()));
            }
            assertTrue(nginx.status(server.upstream(1)).healthy());
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
                HostFixture nginx = new HostFixture(folder).serve(one.upstream(1), two.upstream(1))) {
            assertEquals(502, RawConnection.status(nginx.ask(POST)));
            assertEquals(1, requests.get());
            assertEquals(502, RawConnection.status(nginx.ask()));
            assertEquals(3, requests.get(), "one that may be repeated goes to each once");
        }
    }

    @Test
    void anyRequestGoesElsewhereWhenNothingWasSent() throws Exception {
        try (RawServer a = new RawServer((in, out, socket) -> {
                    while (!RawServer.head(in).isEmpty()) {
                        in.readNBytes(2);
                        RawServer.write(out, RawServer.ok("ok"));
                    }
                });
                HostFixture nginx = new HostFixture(folder)) {
            nginx.serve();
            for (int i = 0; i < 10; i++) {
                nginx.state(a.upstream(1), dead());
                for (int j = 0; j < 4; j++) {
                    assertEquals(200, RawConnection.status(nginx.ask(POST)));
                }
            }
        }
    }

    @Test
    void oneThatBreaksEveryConnectionIsLeftAlone() throws Exception {
        AtomicInteger broken = new AtomicInteger();
        try (RawServer bad = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    broken.incrementAndGet();
                });
                RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1), bad.upstream(1))) {
            for (int i = 0; i < 200; i++) {
                assertEquals(200, RawConnection.status(nginx.ask()));
            }
            assertTrue(broken.get() < 60, "it was tried " + broken.get() + " times");
            assertEquals(0, nginx.status(a.upstream(1)).failures());
        }
    }

    @Test
    void noAnswerInTimeIs504() throws Exception {
        Site site = new Site(HOST, Duration.ofMillis(200), Duration.ofSeconds(1), 0);
        try (RawServer silent = new RawServer((in, out, socket) -> in.transferTo(OutputStream.nullOutputStream()));
                HostFixture nginx = new HostFixture(folder).serve(site, silent.upstream(1), silentTwin(silent))) {
            long start = System.nanoTime();
            String answer = nginx.ask();
            assertEquals(504, RawConnection.status(answer));
            assertTrue(answer.contains("did not answer in time"), answer);
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(190).toNanos());
            assertEquals(1, nginx.status(silent.upstream(1)).failures());
            assertEquals(0, nginx.status(silent.upstream(1)).active());
            assertTrue(nginx.status(silent.upstream(1)).healthy(), "slow is not dead");
        }
    }

    private static Upstream silentTwin(RawServer silent) {
        return new Upstream(new Endpoint("127.0.0.2", silent.endpoint().port()), 0, "v1", "cell", "twin");
    }

    @Test
    void noConnectionInTimeGoesElsewhere() throws Exception {
        Site site = new Site(HOST, Duration.ofSeconds(20), Duration.ofMillis(50), 0);
        // A listener that accepts nothing, and whose queue is full: further connections hang.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket one = new Socket("127.0.0.1", full.getLocalPort());
                Socket two = new Socket("127.0.0.1", full.getLocalPort());
                RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder)) {
            assertTrue(one.isConnected() && two.isConnected());
            Upstream hanging = new Upstream(new Endpoint("127.0.0.1", full.getLocalPort()), 1, "v1", "cell", "hang");
            nginx.serve(site, a.upstream(1), hanging);
            for (int i = 0; i < 4; i++) {
                assertEquals(200, RawConnection.status(nginx.ask()));
            }
            assertFalse(nginx.status(hanging).healthy());
        }
    }

    @Test
    void aClientThatLeavesEndsItsRequest() throws Exception {
        try (RawServer silent = new RawServer((in, out, socket) -> in.transferTo(OutputStream.nullOutputStream()));
                HostFixture nginx = new HostFixture(folder).serve(silent.upstream(1))) {
            try (RawConnection client = nginx.connect()) {
                client.send(get(HOST));
                HostFixture.await("it is under way", () -> nginx.status(silent.upstream(1)).active() == 1);
            }
            HostFixture.await("it has ended", () -> nginx.status(silent.upstream(1)).active() == 0);
        }
    }

    @Test
    void aWebSocketEchoes() throws Exception {
        RawServer.Conversation echo = (in, out, socket) -> {
            RawServer.head(in);
            RawServer.write(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\nearly");
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        };
        try (RawServer server = new RawServer(echo);
                HostFixture nginx = new HostFixture(folder).serve(server.upstream(1))) {
            try (RawConnection client = nginx.connect()) {
                String head = client.send("GET /ws HTTP/1.1\r\nHost: hello.example.org\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n").head();
                assertTrue(head.startsWith("HTTP/1.1 101") && head.contains("Sec-WebSocket-Accept: x"), head);
                assertEquals("early", new String(client.input().readNBytes(5), StandardCharsets.ISO_8859_1));
                client.send("ping over the tunnel");
                assertEquals("ping over the tunnel",
                    new String(client.input().readNBytes(20), StandardCharsets.ISO_8859_1));
                assertEquals(1, nginx.status(server.upstream(1)).active());
            }
            HostFixture.await("a closed tunnel ends", () -> nginx.status(server.upstream(1)).active() == 0);
        }
    }

    @Test
    void bodiesAreStreamedBothWays() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    // Nothing may be sent further by the client before this has seen and answered the part before.
                    RawServer.head(in);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    StringBuilder got = new StringBuilder();
                    for (int next = in.read(); next >= 0; next = in.read()) {
                        got.append((char) next);
                        if (got.indexOf("part") >= 0) {
                            got.setLength(0);
                            RawServer.write(out, "4\r\nseen\r\n");
                        } else if (got.indexOf("\r\n0\r\n\r\n") >= 0) {
                            RawServer.write(out, "0\r\n\r\n");
                            return;
                        }
                    }
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HostFixture nginx = new HostFixture(folder).serve(server.upstream(1));
                RawConnection client = nginx.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: hello.example.org\r\nTransfer-Encoding: chunked\r\n\r\n");
            Future<?> all = threads.submit(() -> {
                assertTrue(client.head().startsWith("HTTP/1.1 200"));
                for (int i = 0; i < 5; i++) {
                    client.send("4\r\npart\r\n");
                    assertEquals("4\r\nseen\r\n", new String(client.input().readNBytes(9), StandardCharsets.ISO_8859_1));
                }
                client.send("0\r\n\r\n");
                assertEquals("0\r\n\r\n", new String(client.input().readNBytes(5), StandardCharsets.ISO_8859_1));
                return null;
            });
            all.get(20, TimeUnit.SECONDS);
        }
    }
}
