package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.DomainSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoutingTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    private RawServer.Conversation recording(String answer) {
        return (in, out, socket) -> {
            for (String head = RawServer.head(in); !head.isEmpty(); head = RawServer.head(in)) {
                heads.add(head);
                RawServer.write(out, answer);
            }
        };
    }

    @Test
    void domainsAreToldApart() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            assertTrue(nginx.ask().endsWith("\r\n\r\na"));
            nginx.serve(Site.of(DomainSpec.of("other.example.org")), b.upstream(1));
            assertTrue(nginx.ask(get("other.example.org")).endsWith("\r\n\r\nb"));
            assertTrue(nginx.ask(get("HELLO.Example.ORG:8080")).endsWith("\r\n\r\na"));
            assertTrue(nginx.ask(get("hello.example.org.")).endsWith("\r\n\r\na"));
            assertEquals(404, RawConnection.status(nginx.ask(get("unknown.example.org"))));
            assertEquals(404, RawConnection.status(nginx.ask(get("127.0.0.1"))));
        }
    }

    @Test
    void withoutUpstreamsTheAnswerIs503() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder)) {
            nginx.host().apply(HostChange.of(Site.of(DomainSpec.of(HOST))));
            String none = nginx.ask();
            assertEquals(503, RawConnection.status(none));
            assertTrue(none.contains("no instance that is ready"), none);
            nginx.state(a.upstream(1));
            assertEquals(200, RawConnection.status(nginx.ask()));
            nginx.state(a.upstream(0));
            assertEquals(503, RawConnection.status(nginx.ask()));
            nginx.state();
            assertEquals(503, RawConnection.status(nginx.ask()));
        }
    }

    @Test
    void aRemovedDomainIsUnknownAndForgotten() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            nginx.host().apply(HostChange.removal(HOST));
            assertEquals(404, RawConnection.status(nginx.ask()));
            nginx.host().apply(HostChange.of(Site.of(DomainSpec.of(HOST))));
            assertEquals(503, RawConnection.status(nginx.ask()), "its upstreams went with it");
        }
    }

    @Test
    void theRequestIsTheClientsWithWhereItCameFrom() throws Exception {
        try (RawServer a = new RawServer(recording(RawServer.ok("a")));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            nginx.ask("GET /a%20b?c=%7B HTTP/1.1\r\nHost: Hello.example.org:8080\r\nX-Forwarded-For: 192.0.2.1\r\n"
                + "X-Forwarded-Proto: https\r\nX-Request-Id: my-1.x_y\r\nX-Own: yes\r\n\r\n");
            String head = heads.poll(10, TimeUnit.SECONDS);
            assertTrue(head.startsWith("GET /a%20b?c=%7B HTTP/1.1\r\n"), head);
            assertTrue(head.contains("Host: hello.example.org:8080\r\n"), head);
            assertTrue(head.contains("X-Forwarded-For: 127.0.0.1\r\n"), "nobody vouches for what a client says: " + head);
            assertTrue(head.contains("X-Forwarded-Proto: http\r\n"), head);
            assertTrue(head.contains("X-Request-Id: my-1.x_y\r\n"), head);
            assertTrue(head.contains("X-Own: yes\r\n"), head);
            assertFalse(head.contains("Connection:"), head);
        }
    }

    @Test
    void everyRequestHasAnIdThatBothSidesSee() throws Exception {
        try (RawServer a = new RawServer(recording("HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            for (String given : List.of("", "X-Request-Id: not well{formed\r\n", "X-Request-Id: " + "x".repeat(200) + "\r\n")) {
                String answer = nginx.ask("GET / HTTP/1.1\r\nHost: hello.example.org\r\n" + given + "\r\n");
                String id = answer.lines().filter(line -> line.startsWith("X-Request-Id: ")).findFirst().orElseThrow();
                assertTrue(id.matches("X-Request-Id: [0-9a-f]{32}"), id);
                assertFalse(answer.contains("theirs"));
                assertTrue(heads.poll(10, TimeUnit.SECONDS).contains(id));
            }
            String page = nginx.ask("GET / HTTP/1.1\r\nHost: unknown.example.org\r\nX-Request-Id: mine\r\n\r\n");
            assertTrue(page.contains("X-Request-Id: mine\r\n"), page);
        }
    }

    @Test
    void anUpstreamDoesNotDriveNginx() throws Exception {
        try (RawServer a = new RawServer(recording("HTTP/1.1 200 OK\r\nX-Accel-Redirect: /elsewhere\r\n"
                    + "X-Accel-Limit-Rate: 1\r\nContent-Length: 2\r\n\r\nok"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            assertTrue(nginx.ask().endsWith("ok"));
            assertEquals(1, heads.size());
        }
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        Site site = new Site(HOST, DomainSpec.of(HOST).requestTimeout(), DomainSpec.of(HOST).connectTimeout(), 10);
        try (RawServer a = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    in.readNBytes(10);
                    RawServer.write(out, RawServer.ok("got"));
                });
                HostFixture nginx = new HostFixture(folder).serve(site, a.upstream(1))) {
            String start = "POST / HTTP/1.1\r\nHost: hello.example.org\r\n";
            assertEquals(413, RawConnection.status(nginx.ask(start + "Content-Length: 11\r\n\r\n12345678901")));
            assertEquals(200, RawConnection.status(nginx.ask(start + "Content-Length: 10\r\n\r\n1234567890")));
        }
    }

    @Test
    void whatANewAgentIsToldReplacesEverything() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); RawServer b = new RawServer(RawServer.answering("b"));
                HostFixture nginx = new HostFixture(folder).serve(a.upstream(1))) {
            String other = "other.example.org";
            nginx.host().replace(Map.of(other, Site.of(DomainSpec.of(other))), Map.of(other, List.of(b.upstream(1))));
            assertEquals(404, RawConnection.status(nginx.ask()));
            assertTrue(nginx.ask(get(other)).endsWith("b"));
            assertEquals(Set.of(other), nginx.host().counts(List.of(HOST, other)).keySet());
        }
    }
}
