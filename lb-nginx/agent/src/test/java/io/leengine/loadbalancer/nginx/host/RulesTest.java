package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a domain's rules do, on a real nginx. */
@Timeout(120)
class RulesTest {
    private static final List<AccessRule> NOBODY = List.of(new AccessRule(false, "127.0.0.0/8"));
    /** A mistake that nginx sees when it has read everything, and names no file of. */
    private static final String NOBODYS = "add_header X $typo;";
    private static final List<AccessRule> US = List.of(new AccessRule(true, "127.0.0.1"));

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

    static Site site(DomainRules rules) {
        return Site.of(DomainSpec.of(HOST).with(rules));
    }

    static DomainRules headers(List<HeaderRule> toUpstream, List<HeaderRule> toClient) {
        return new DomainRules(Optional.empty(), new HeaderRules(toUpstream, toClient), Admission.ALL, Routing.PLAIN, List.of(),
            "");
    }

    static DomainRules admission(List<AccessRule> access, RateLimit rate) {
        return new DomainRules(Optional.empty(), HeaderRules.NONE, new Admission(access, Optional.ofNullable(rate)),
            Routing.PLAIN, List.of(), "");
    }

    static DomainRules paths(List<AccessRule> access, PathRule... paths) {
        return new DomainRules(Optional.empty(), HeaderRules.NONE, new Admission(access, Optional.empty()), Routing.PLAIN,
            List.of(paths), "");
    }

    private static DomainRules snippet(String text) {
        return new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(), text);
    }

    private static PathRule path(String prefix, List<AccessRule> access) {
        return new PathRule(prefix, Optional.empty(), OptionalLong.empty(), access, Optional.empty());
    }

    private static PathRule redirect(String prefix, List<AccessRule> access, String to) {
        return new PathRule(prefix, Optional.empty(), OptionalLong.empty(), access, Optional.of(to));
    }

    private static String get(String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n" + more + "\r\n";
    }

    private static int status(HostFixture nginx, String path) throws Exception {
        return RawConnection.status(nginx.ask(get(path, "")));
    }

    @Test
    void headersAreSetAndTakenAwayOnBothWays() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nServer: mine\r\nX-Gone: 1\r\nX_Under: 1\r\n"
            + "Content-Type: text/plain\r\nX-Set: theirs\r\nX-Set: twice\r\n\r\na";
        try (RawServer a = new RawServer(recording(answer)); HostFixture nginx = new HostFixture(folder).serve(site(headers(
                List.of(new HeaderRule("X-Mine", "a;b {c} #d 'e' ]] -- f"), new HeaderRule("Cookie", "")),
                List.of(new HeaderRule("X-Set", "a;b {c} #d 'e' ]] -- f"), new HeaderRule("x-gone", ""),
                    new HeaderRule("Server", ""), new HeaderRule("Content-Type", "text/x"), new HeaderRule("X_Under", "2")))),
                a.upstream(1))) {
            String got = nginx.ask(get("/", "Cookie: a=b\r\nX-Mine: theirs\r\nX-Other: 7\r\n"));
            String head = heads.poll(10, TimeUnit.SECONDS);
            assertTrue(head.contains("\r\nX-Mine: a;b {c} #d 'e' ]] -- f\r\n"), head);
            assertTrue(head.contains("\r\nX-Other: 7\r\n") && head.contains("\r\nHost: " + HOST + "\r\n")
                && head.contains("X-Forwarded-For: 127.0.0.1") && head.contains("X-Request-Id: "), head);
            assertFalse(head.contains("Cookie") || head.contains("theirs"), head);
            assertTrue(got.contains("\r\nX-Set: a;b {c} #d 'e' ]] -- f\r\n") && got.contains("\r\nX_Under: 2\r\n")
                && got.contains("\r\nContent-Type: text/x\r\n") && got.contains("X-Request-Id: "), got);
            assertFalse(got.contains("theirs") || got.contains("twice") || got.contains("X-Gone") || got.contains("Server:"),
                got);
            nginx.state();
            String none = nginx.ask();
            assertEquals(503, RawConnection.status(none));
            assertTrue(none.contains("X-Set: a;b"), "whatever the status: " + none);
        }
    }

    @Test
    void addressesAreLetInOrNot() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder)
                .serve(site(admission(NOBODY, null)), a.upstream(1))) {
            assertEquals(403, status(nginx, "/"));
            nginx.serve(site(admission(List.of(new AccessRule(false, "10.0.0.0/8"), new AccessRule(false, "2001:db8::/32")),
                null)), a.upstream(1));
            assertEquals(200, status(nginx, "/"));
            nginx.serve(site(admission(List.of(new AccessRule(true, "10.0.0.0/8")), null)), a.upstream(1));
            assertEquals(403, status(nginx, "/"), "none fits");
            nginx.serve(site(admission(List.of(new AccessRule(true, "127.0.0.1"), new AccessRule(false, "127.0.0.0/8")),
                null)), a.upstream(1));
            assertEquals(200, status(nginx, "/"), "the first that fits");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10/8", "10.0/8", "10.1", "10.0.1/24", "10.0.0.0.0", "10.0.0.256", "10.0.0.0/33", ":", "a", ""})
    void anAddressIsWhole(String addresses) {
        assertThrows(EngineException.class, () -> new AccessRule(false, addresses));
        assertThrows(EngineException.class, () -> new Listener(addresses, 80));
    }

    @Test
    void whoAsksTooOftenIsRefusedPerDomain() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder)
                .serve(site(admission(List.of(), new RateLimit(1, 3))), a.upstream(1))) {
            Site other = new Site("other.example.org", Duration.ofSeconds(60), Duration.ofSeconds(2), 100L << 20,
                admission(List.of(), new RateLimit(1, 3)));
            nginx.serve(other, a.upstream(1));
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                int status = status(nginx, "/");
                assertTrue(status == 200 || status == 429, "status " + status);
                refused += status == 429 ? 1 : 0;
            }
            assertTrue(refused >= 10, "refused " + refused);
            assertEquals(200, RawConnection.status(nginx.ask(HostFixture.get("other.example.org"))), "set alike, counted apart");
        }
    }

    @Test
    void pathsHaveTheirOwnSettings() throws Exception {
        PathRule small = new PathRule("/small", Optional.of(Duration.ofMillis(300)), OptionalLong.of(3), List.of(),
            Optional.empty());
        try (RawServer a = new RawServer((in, out, socket) -> {
            String head = RawServer.head(in);
            if (!head.contains("/small")) {
                RawServer.write(out, RawServer.ok("a"));
            } else {
                in.read();
            }
        }); HostFixture nginx = new HostFixture(folder).serve(site(paths(NOBODY, path("/open/", US), path("/open/not", NOBODY),
                path("/small", US), redirect("/old", US, "/new(1)"), redirect("/shut", List.of(), "/new"))), a.upstream(1))) {
            assertEquals(403, status(nginx, "/"));
            assertEquals(200, status(nginx, "/open/"));
            assertEquals(200, status(nginx, "/%6Fpen/x"), "a path is decoded first");
            assertEquals(403, status(nginx, "/open"), "without its slash it is no beginning");
            assertEquals(403, status(nginx, "/open/nothing"), "the longest counts");
            assertEquals(403, status(nginx, "/shut"), "who is refused is not sent anywhere");
            String moved = nginx.ask(get("/old/x?a=b", ""));
            assertEquals(308, RawConnection.status(moved));
            assertTrue(moved.contains("\r\nLocation: /new(1)?a=b\r\n"), moved);
            nginx.serve(site(paths(List.of(), small, path("/", US))), a.upstream(1));
            assertEquals(413, RawConnection.status(nginx.ask(get("/small", "Content-Length: 4\r\n") + "1234")));
            assertEquals(504, status(nginx, "/small"), "its own time");
            assertEquals(200, status(nginx, "/"));
        }
    }

    @Test
    void anErrorsPageReachesWhoWasLetIn() throws Exception {
        try (HostFixture nginx = new HostFixture(folder).serve(site(paths(NOBODY, path("/open", US))))) {
            assertEquals(503, status(nginx, "/open"));
        }
    }

    @Test
    void aSnippetHoldsForItsDomainAndCannotLeaveIt() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder).serve(
                site(snippet("location = /own {\n\treturn 200 'mine';\n}\nadd_header X-Own 1 always;")), a.upstream(1))) {
            assertTrue(nginx.ask(get("/own", "")).endsWith("mine"));
            assertTrue(nginx.ask().contains("X-Request-Id: "));
            String rendered = nginx.host().rendered(HOST).orElseThrow();
            assertTrue(rendered.contains("server_name " + HOST + ";") && rendered.contains("return 200 'mine';"), rendered);
            for (String bad : List.of("nonsense on;", "}\nserver {\nserver_name other.example.org;", "location / {",
                    "add_header X \"", NOBODYS, "limit_req zone=none;", "proxy_cache none;", "proxy_cache off; listen 22;",
                    "\n\tlisten 0.0.0.0:22;")) {
                Applied applied = nginx.host().apply(HostChange.of(site(snippet(bad))));
                assertEquals(Set.of(HOST), applied.failures().keySet(), bad);
                assertTrue(nginx.ask(get("/own", "")).endsWith("mine"), "what was served before still is");
            }
            nginx.serve(site(DomainRules.NONE), a.upstream(1));
            assertFalse(nginx.ask(get("/own", "")).endsWith("mine"));
            try (var left = Files.list(folder.resolve("snippets"))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private static Site own(String host, String text) {
        return Site.of(DomainSpec.of(host).with(snippet(text)));
    }

    @Test
    void aMistakeNginxNamesNoFileOfHoldsUpNoOther() throws Exception {
        try (HostFixture nginx = new HostFixture(folder).serve(site(snippet("return 200 'first';")))) {
            Map<String, Site> sites = Map.of("a.example.org", own("a.example.org", "return 200 'a';"),
                "b.example.org", own("b.example.org", NOBODYS), "c.example.org", own("c.example.org", "return 200 'c';"),
                "d.example.org", own("d.example.org", "proxy_cache none;"), HOST, own(HOST, NOBODYS));
            Applied applied = nginx.host().apply(new HostChange(sites, Map.of(), Set.of()));
            assertEquals(Set.of("b.example.org", "d.example.org", HOST), applied.failures().keySet());
            assertTrue(applied.failures().get(HOST).contains("unknown \"typo\" variable"), applied.toString());
            assertTrue(applied.failures().get("d.example.org").contains("zone \"none\""), applied.toString());
            assertTrue(nginx.ask(HostFixture.get("a.example.org")).endsWith("a"));
            assertTrue(nginx.ask(HostFixture.get("c.example.org")).endsWith("c"));
            assertTrue(nginx.ask().endsWith("first"), "as it was");
            // Whoever begins with that has nothing to go on by, but begins.
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            assertTrue(nginx.ask(HostFixture.get("a.example.org")).endsWith("a"));
            assertTrue(nginx.ask(HostFixture.get("c.example.org")).endsWith("c"));
            assertEquals(Set.of("b.example.org", "d.example.org", HOST), nginx.host().lost().keySet());
            nginx.host().apply(HostChange.of(own(HOST, "return 200 'second';")));
            assertTrue(nginx.ask().endsWith("second"));
            assertEquals(Set.of("b.example.org", "d.example.org"), nginx.host().lost().keySet());
        }
    }

    @Test
    void whatNginxTakesNoMoreIsServedOn() throws Exception {
        Path included = Files.writeString(folder.resolve("included"), "return 200 'first';");
        Site other = own("other.example.org", "return 200 'other';");
        try (HostFixture nginx = new HostFixture(folder).serve(own(HOST, "include " + included + ";"))) {
            Files.delete(included);
            EngineException refused = assertThrows(EngineException.class, () -> nginx.host().apply(HostChange.of(other)));
            assertEquals(ErrorCode.UNAVAILABLE, refused.code());
            assertTrue(refused.getMessage().contains(included.toString()), refused.getMessage());
            assertTrue(nginx.ask().endsWith("first"));
            // A start has nothing to go on by: it does without, says so, and takes the domain back once it is well.
            long before = nginx.host().state().master();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            nginx.awaitOtherMaster(before);
            HostFixture.await("it is missed", () -> nginx.host().lost().keySet().equals(Set.of(HOST)));
            assertEquals(404, status(nginx, "/"));
            Files.writeString(included, "return 200 'again';");
            assertEquals(Map.of(), nginx.host().apply(HostChange.of(other)).failures());
            assertEquals(Map.of(), nginx.host().lost());
            assertTrue(nginx.ask().endsWith("again"));
            assertTrue(nginx.ask(HostFixture.get(other.host())).endsWith("other"));
        }
    }

    @Test
    void rulesAreKeptWithoutAnyoneSayingMore() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder).serve(
                site(paths(NOBODY, path("/open/", US))), a.upstream(1))) {
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            assertEquals(403, status(nginx, "/"));
            assertEquals(200, status(nginx, "/open/"));
        }
    }

    @Test
    void whoTakesNginxOverKeepsTheOtherDomains() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = new HostFixture(folder)
                .serve(a.upstream(1))) {
            nginx.reopen();
            Site other = Site.of(DomainSpec.of("other.example.org"));
            nginx.host().apply(new HostChange(Map.of(other.host(), new Site(other.host(), Duration.ofSeconds(7),
                Duration.ofSeconds(1), 5)), Map.of(other.host(), List.of(a.upstream(1))), Set.of()));
            assertEquals(200, status(nginx, "/"));
            assertEquals(200, RawConnection.status(nginx.ask(HostFixture.get(other.host()))));
        }
    }
}
