package io.leengine.loadbalancer.embedded;

import static io.leengine.loadbalancer.embedded.GroupFixture.HOST;
import static io.leengine.loadbalancer.embedded.GroupFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.embedded.RawServer.Conversation;
import io.leengine.spi.loadbalancer.DomainSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProxyTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    /** Keeps the heads of requests and answers each with the same bytes. */
    private Conversation recording(String answer) {
        return (in, out, socket) -> {
            for (String head = RawServer.head(in); !head.isEmpty(); head = RawServer.head(in)) {
                heads.add(head);
                RawServer.write(out, answer);
            }
        };
    }

    private String head() throws InterruptedException {
        return heads.poll(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n",
        "GET / HTTP/1.1\r\nhOST: HELLO.Example.org:80\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: hello.example.org.\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: hello.example.org.:7480\r\n\r\n",
        "GET http://hello.example.org/ HTTP/1.1\r\nHost: hello.example.org\r\n\r\n",
        "GET http://HELLO.example.org:80 HTTP/1.1\r\nHost: HELLO.example.org:80\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: hello.example.org\r\n\r\n",
    })
    void theHostIsFound(String request) throws Exception {
        try (RawServer server = new RawServer(RawServer.answering("hello"));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            String answer = group.ask(request);
            assertEquals(200, RawConnection.status(answer));
            assertTrue(answer.endsWith("hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "404 GET / HTTP/1.1\r\nHost: nobody.example.org\r\n\r\n",
        "404 GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        "400 GET / HTTP/1.1\r\nHost: hello.example.org\r\nHost: hello.example.org\r\n\r\n",
        "400 GET / HTTP/1.1\r\n\r\n",
        "400 GET http://hello.example.org/ HTTP/1.1\r\nHost: other.example.org\r\n\r\n",
        "400 GET http://me@hello.example.org/ HTTP/1.1\r\nHost: hello.example.org\r\n\r\n",
        "400 POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400 POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: +5\r\n\r\n",
        "400 POST / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "400 POST / HTTP/1.1\r\nHost: hello.example.org\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "400 POST / HTTP/1.0\r\nHost: hello.example.org\r\nTransfer-Encoding: chunked\r\n\r\n",
    })
    void whatIsUnknownOrAmbiguousIsRefused(String line) throws Exception {
        try (RawServer server = new RawServer(RawServer.answering("hello"));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            assertEquals(Integer.parseInt(line.substring(0, 3)), RawConnection.status(group.ask(line.substring(4))));
            assertEquals(0, server.connections());
        }
    }

    @Test
    void refusalsAreProblemsThatSayWhatIsWrong() throws Exception {
        try (GroupFixture group = new GroupFixture(folder).serve()) {
            String unknown = group.ask(get("nobody.example.org"));
            assertTrue(unknown.contains("application/problem+json"), unknown);
            assertTrue(unknown.contains("No domain of this name"), unknown);
            String none = group.ask(get(HOST));
            assertEquals(503, RawConnection.status(none));
            assertTrue(none.contains("Retry-After: 1"), none);
        }
    }

    @Test
    void pathAndQueryArePassedOnAsTheyAre() throws Exception {
        try (RawServer server = new RawServer(recording("HTTP/1.1 204 No Content\r\n\r\n"));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            group.ask("GET /a%2Fb/%C3%A9;x=1/../c?q=%20+&r=%00%2f HTTP/1.1\r\nHost: hello.example.org\r\n\r\n");
            assertTrue(head().startsWith("GET /a%2Fb/%C3%A9;x=1/../c?q=%20+&r=%00%2f HTTP/1.1\r\n"));
            group.ask("GET http://hello.example.org?x=y HTTP/1.1\r\nHost: hello.example.org\r\n\r\n");
            String second = head();
            assertTrue(second.startsWith("GET /?x=y HTTP/1.1\r\n"), second);
        }
    }

    @Test
    void headersOfTheConnectionStayThereAndTheProxySaysForWhom() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
            + "Keep-Alive: timeout=5\r\nX-Kept: yes\r\n\r\n";
        try (RawServer server = new RawServer(recording(answer));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            String got = group.ask("GET / HTTP/1.1\r\nHost: hello.example.org:99\r\nConnection: close, X-Mine\r\n"
                + "X-Mine: 1\r\nTE: trailers\r\nX-Other: 2\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                + "X-Forwarded-Proto: https\r\n\r\n");
            assertTrue(got.contains("X-Kept: yes"));
            assertFalse(got.contains("X-Hop"), got);
            String head = head().toLowerCase(Locale.ROOT);
            assertTrue(head.contains("host: hello.example.org:99\r\n"), head);
            assertTrue(head.contains("x-forwarded-for: 127.0.0.1\r\n"), head);
            assertTrue(head.contains("x-forwarded-proto: http\r\n"), head);
            assertTrue(head.contains("x-forwarded-host: hello.example.org:99\r\n"), head);
            assertTrue(head.contains("x-other: 2") && head.contains("x-request-id: "), head);
            assertFalse(head.contains("x-mine") || head.contains("\r\nte:") || head.contains("6.6.6.6"), head);
        }
    }

    @Test
    void otherProxiesAreBelievedWhereThatIsSet() throws Exception {
        try (RawServer server = new RawServer(recording("HTTP/1.1 204 No Content\r\n\r\n"));
                GroupFixture group = new GroupFixture(folder, 10, true).serve(server.upstream("a"))) {
            group.ask("GET / HTTP/1.1\r\nHost: hello.example.org\r\nX-Forwarded-For: 6.6.6.6\r\n"
                + "X-Forwarded-Proto: https\r\nX-Request-Id: mine\r\n\r\n");
            String head = head().toLowerCase(Locale.ROOT);
            assertTrue(head.contains("x-forwarded-for: 6.6.6.6, 127.0.0.1\r\n"), head);
            assertTrue(head.contains("x-forwarded-proto: https\r\n"), head);
            assertTrue(head.contains("x-request-id: mine\r\n"), head);
        }
    }

    @Test
    void answersWithoutBodiesDoNotHoldTheConnectionUp() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    for (String head = RawServer.head(in); !head.isEmpty(); head = RawServer.head(in)) {
                        RawServer.write(out, head.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                            : head.startsWith("GET /cached")
                                ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: \"x\"\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
                RawConnection client = group.connect()) {
            String head = client.send("HEAD / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n").head();
            assertTrue(head.startsWith("HTTP/1.1 200") && head.contains("99"), head);
            assertTrue(client.send(get(HOST)).answer().endsWith("ok"));
            String cached = client.send("GET /cached HTTP/1.1\r\nHost: hello.example.org\r\n\r\n").head();
            assertTrue(cached.startsWith("HTTP/1.1 304") && cached.contains("\"x\""), cached);
            assertTrue(client.send(get(HOST)).answer().endsWith("ok"));
        }
    }

    @Test
    void chunksAndAnswersThatEndWithTheConnectionPass() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    String head = RawServer.head(in);
                    RawServer.write(out, head.startsWith("GET /old") ? "HTTP/1.0 200 OK\r\n\r\nto the end"
                        : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n me\r\n0\r\n\r\n");
                });
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            try (RawConnection client = group.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: hello.example.org\r\nConnection: close\r\n\r\n");
                String all = new String(client.input().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(all.contains("hello") && all.endsWith("0\r\n\r\n"), all);
            }
            try (RawConnection client = group.connect()) {
                client.send("GET /old HTTP/1.0\r\nHost: hello.example.org\r\n\r\n");
                String all = new String(client.input().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(all.endsWith("\r\n\r\nto the end"), all);
            }
        }
    }

    /** Reads a body of a stated or chunked length crudely, until a text that the test put at its end. */
    private Conversation echoUntil(String end) {
        return (in, out, socket) -> {
            String head = RawServer.head(in);
            heads.add(head);
            StringBuilder body = new StringBuilder();
            while (body.indexOf(end) < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                body.append((char) next);
            }
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        };
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        try (RawServer server = new RawServer(echoUntil("END"));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"));
                RawConnection client = group.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: hello.example.org\r\nExpect: 100-continue\r\n"
                + "Content-Length: 7\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 100 "));
            assertTrue(client.send("BODYEND").answer().endsWith("BODYEND"));
            assertFalse(head().contains("Expect"));
        }
    }

    @Test
    void aChunkedBodyIsPassedOnChunked() throws Exception {
        try (RawServer server = new RawServer(echoUntil("END"));
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            String answer = group.ask("POST / HTTP/1.1\r\nHost: hello.example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nEND\r\n0\r\n\r\n");
            assertEquals(200, RawConnection.status(answer));
            assertTrue(answer.endsWith("END"), answer);
            assertTrue(head().toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 11\r\n\r\n12345678901",
        "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nB\r\n12345678901\r\n0\r\n\r\n",
    })
    void aBodyOverTheLimitIsRefused(String rest) throws Exception {
        DomainSpec spec = new DomainSpec(HOST, Duration.ofSeconds(10), Duration.ofSeconds(1), 10);
        try (RawServer server = new RawServer(echoUntil("END"));
                GroupFixture group = new GroupFixture(folder).serve(spec, server.upstream("a"))) {
            String start = "POST / HTTP/1.1\r\nHost: hello.example.org\r\n";
            assertEquals(413, RawConnection.status(group.ask(start + rest)));
            assertEquals(200, RawConnection.status(group.ask(start + "Content-Length: 10\r\n\r\n1234567END")));
        }
    }

    @Test
    void anUpgradeBecomesATunnelThatCountsAsActive() throws Exception {
        Conversation echo = (in, out, socket) -> {
            heads.add(RawServer.head(in));
            RawServer.write(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\nearly");
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        };
        try (RawServer server = new RawServer(echo);
                GroupFixture group = new GroupFixture(folder).serve(server.upstream("a"))) {
            try (RawConnection client = group.connect()) {
                String head = client.send("GET /ws HTTP/1.1\r\nHost: hello.example.org\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n").head();
                assertTrue(head.startsWith("HTTP/1.1 101") && head.contains("Sec-WebSocket-Accept: x"), head);
                assertEquals("early", new String(client.input().readNBytes(5), StandardCharsets.ISO_8859_1));
                client.send("ping over the tunnel");
                assertEquals("ping over the tunnel",
                    new String(client.input().readNBytes(20), StandardCharsets.ISO_8859_1));
                assertTrue(head().contains("Upgrade: websocket"));
                assertEquals(1, group.status(server.upstream("a")).active());
            }
            assertTrue(group.group().awaitDrained(GroupFixture.context(), HOST,
                List.of(server.upstream("a").endpoint())), "a closed tunnel ends");
        }
    }

    @Test
    void tooManyRequestsAtOnceAreTurnedAway() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    arrived.countDown();
                    goOn.await(20, TimeUnit.SECONDS);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                GroupFixture group = new GroupFixture(folder, 1, false).serve(server.upstream("a"));
                RawConnection first = group.connect()) {
            first.send(get(HOST));
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            assertEquals(503, RawConnection.status(group.ask(get(HOST))));
            goOn.countDown();
            assertEquals(200, RawConnection.status(first.answer()));
            assertEquals(200, RawConnection.status(group.ask(get(HOST))));
        }
    }
}
