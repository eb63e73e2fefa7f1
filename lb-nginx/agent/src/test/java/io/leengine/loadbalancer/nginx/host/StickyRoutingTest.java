package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What besides the weights decides who gets a request, on a real nginx with two workers. */
@Timeout(120)
class StickyRoutingTest {
    private static final VersionMatch BY_HEADER = new VersionMatch(VersionMatch.Source.HEADER, "X-Canary", "yes", "v2");
    private static final VersionMatch BY_COOKIE = new VersionMatch(VersionMatch.Source.COOKIE, "canary", "3", "v3");
    private static final Stickiness STICKY = new Stickiness("stay", Duration.ofHours(1));
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (stay=[0-9a-f]+)(; [^\r]*)\r\n");

    @TempDir
    private Path folder;

    private static Site site(Stickiness sticky, Duration slowStart, VersionMatch... matches) {
        return Site.of(DomainSpec.of(HOST).with(new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL,
            new Routing(UpstreamProtocol.HTTP, Optional.ofNullable(sticky), List.of(matches), slowStart), List.of(), "")));
    }

    private static String get(String more) {
        return "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n" + more + "\r\n";
    }

    private static String body(String answer) {
        assertEquals(200, RawConnection.status(answer), answer);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** Asks some times, each on a connection of its own, and counts who answered. */
    private static Map<String, Integer> count(HostFixture nginx, int times, String more) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(body(nginx.ask(get(more))), 1, Integer::sum);
        }
        return counts;
    }

    private static void end(RawServer server) throws Exception {
        server.close();
    }

    private static RawServer server(String name) throws Exception {
        return new RawServer(RawServer.answering(name));
    }

    @Test
    void rulesThatDoNotFitIntoTheMemoryAreTold() throws Exception {
        VersionMatch[] matches = new VersionMatch[16];
        Arrays.fill(matches, new VersionMatch(VersionMatch.Source.HEADER, "X-Canary", "y".repeat(1_000), "v2"));
        Map<String, Site> sites = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            String host = "d" + i + ".example.org";
            sites.put(host, Site.of(DomainSpec.of(host).with(site(null, Duration.ZERO, matches).rules())));
        }
        try (HostFixture nginx = new HostFixture(folder, StickyRoutingTest::small)) {
            Map<String, String> failures = nginx.host().apply(new HostChange(sites, Map.of(), Set.of())).failures();
            assertTrue(!failures.isEmpty() && failures.size() < sites.size(), "how many: " + failures.size());
            failures.values().forEach(each -> assertTrue(each.contains("cannot hold the rules of "), each));
        }
    }

    /** Asks the Lua side itself, since nobody may set this machine's clock back. */
    @Test
    void whoIsNewByAClockThatWasSetBackIsNotNew() throws Exception {
        String ask = """
            location = /weigh {
              content_by_lua_block {
                local function weigh(...)
                  local slots = {}
                  for i, age in ipairs({ ... }) do
                    slots[i] = { since = ngx.now() - age, weight = 100 }
                  end
                  local weigher = require("leengine.rules").weigher({ rules = { slow = 10 }, slots = slots })
                  return weigher and weigher(slots[1]) or "nobody is new"
                end
                local text = table.concat({ weigh(0, 0), weigh(5, 0), weigh(-100, 0), weigh(-100, 100) }, ", ")
                ngx.header["Content-Length"] = #text
                ngx.print(text)
              }
            }
            """;
        DomainRules rules = new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(), ask);
        try (HostFixture nginx = new HostFixture(folder).serve(Site.of(DomainSpec.of(HOST).with(rules)))) {
            assertEquals("10, 50, 100, nobody is new", body(nginx.ask(get("").replace("/ ", "/weigh "))));
        }
    }

    private static NginxSettings small(NginxSettings usual) {
        return new NginxSettings(usual.program(), usual.modules(), usual.listeners(), usual.tlsListeners(), usual.user(),
            usual.workers(), usual.connections(), 1, usual.trustForwarded(), usual.shutdownLimit(), usual.reloadPause(),
            usual.confirmLimit(), usual.reloadLimit());
    }

    @Test
    void aHeaderOrACookieLeadsToAVersion() throws Exception {
        try (RawServer a = server("a"); RawServer b = server("b"); RawServer c = server("c");
                HostFixture nginx = new HostFixture(folder)) {
            nginx.serve(site(null, Duration.ZERO, BY_HEADER, BY_COOKIE), a.upstream(1), b.upstream(0, "v2"),
                c.upstream(0, "v2"));
            assertEquals(Map.of("a", 20), count(nginx, 20, ""));
            assertEquals(Map.of("b", 10, "c", 10), count(nginx, 20, "x-canary: yes\r\n"), "weight or not, and evenly");
            assertEquals(Map.of("a", 10), count(nginx, 10, "X-Canary: yes!\r\n"), "exactly");
            assertEquals(Map.of("a", 10), count(nginx, 10, "Cookie: x=y; canary=3\r\n"), "that version is not there");
            nginx.state(a.upstream(1), b.upstream(0, "v2"), c.upstream(0, "v3"));
            assertEquals(Map.of("c", 10), count(nginx, 10, "Cookie: x=y; canary=3\r\n"));
            assertEquals(Map.of("b", 10), count(nginx, 10, "Cookie: canary=3\r\nX-Canary: yes\r\n"), "the first counts");
            nginx.serve(site(null, Duration.ZERO), a.upstream(1), b.upstream(0, "v2"));
            assertEquals(Map.of("a", 10), count(nginx, 10, "X-Canary: yes\r\n"), "no rule any more");
        }
    }

    @Test
    void aVersionThatIsAskedForIsNotLeftForAnother() throws Exception {
        try (RawServer a = server("a"); RawServer dead = server("dead"); RawServer b = server("b");
                HostFixture nginx = new HostFixture(folder)) {
            nginx.serve(site(null, Duration.ZERO, BY_HEADER), a.upstream(100), dead.upstream(1, "v2"), b.upstream(1, "v2"));
            end(dead);
            assertEquals(Map.of("b", 20), count(nginx, 20, "X-Canary: yes\r\n"));
            end(b);
            assertEquals(502, RawConnection.status(nginx.ask(get("X-Canary: yes\r\n"))));
            assertEquals(Map.of("a", 5), count(nginx, 5, ""));
        }
    }

    @Test
    void aClientStaysWithItsInstance() throws Exception {
        try (RawServer a = server("a"); RawServer b = server("b"); RawServer c = server("c");
                HostFixture nginx = new HostFixture(folder)) {
            Upstream[] all = {a.upstream(1), b.upstream(1), c.upstream(1)};
            nginx.serve(site(STICKY, Duration.ZERO), all);
            String first = nginx.ask(get(""));
            Matcher cookie = COOKIE.matcher(first);
            assertTrue(cookie.find(), first);
            assertEquals("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600", cookie.group(2));
            assertFalse(cookie.group(1).contains("127") || cookie.group(1).contains(Integer.toString(a.endpoint().port())));
            String mine = body(first);
            String stay = "Cookie: other=1; " + cookie.group(1) + "\r\n";
            assertEquals(Map.of(mine, 30), count(nginx, 30, stay));
            assertFalse(nginx.ask(get(stay)).contains("Set-Cookie"), "it has it already");
            assertEquals(3, count(nginx, 30, "").size(), "others are spread");
            assertEquals(3, count(nginx, 30, "Cookie: stay=elsewhere\r\n").size());
            // A reload and a master that begins anew change nothing of it.
            nginx.host().apply(HostChange.of(Site.of(DomainSpec.of("other.example.org"))));
            assertEquals(Map.of(mine, 10), count(nginx, 10, stay));
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            assertEquals(Map.of(mine, 10), count(nginx, 10, stay));
        }
    }

    @Test
    void aClientWhoseInstanceGoesGetsAnother() throws Exception {
        try (RawServer a = server("a"); RawServer b = server("b"); HostFixture nginx = new HostFixture(folder)) {
            nginx.serve(site(STICKY, Duration.ZERO), a.upstream(1), b.upstream(0));
            Matcher cookie = COOKIE.matcher(nginx.ask(get("")));
            assertTrue(cookie.find());
            String stay = "Cookie: " + cookie.group(1) + "\r\n";
            nginx.state(a.upstream(0), b.upstream(1));
            String moved = nginx.ask(get(stay));
            assertEquals("b", body(moved), "it has no weight any more");
            Matcher next = COOKIE.matcher(moved);
            assertTrue(next.find(), "and a new cookie is set");
            nginx.state(a.upstream(1), b.upstream(1));
            String toB = "Cookie: " + next.group(1) + "\r\n";
            assertEquals(Map.of("b", 10), count(nginx, 10, toB));
            end(b);
            String failedOver = nginx.ask(get(toB));
            assertEquals("a", body(failedOver));
            assertTrue(failedOver.contains("Set-Cookie: " + cookie.group(1)), failedOver);
        }
    }

    @Test
    void aNewUpstreamComesToItsShareLittleByLittle() throws Exception {
        try (RawServer a = server("a"); RawServer b = server("b"); HostFixture nginx = new HostFixture(folder)) {
            nginx.serve(site(null, Duration.ofSeconds(6)), a.upstream(100));
            nginx.state(a.upstream(100), b.upstream(100));
            Map<String, Integer> early = count(nginx, 100, "");
            assertTrue(early.getOrDefault("b", 0) < 40, "soon after: " + early);
            HostFixture.await("it has its share", () -> count(nginx, 100, "").getOrDefault("b", 0) >= 48);
            // Where all are new, nobody is spared.
            nginx.serve(site(null, Duration.ofMinutes(15)));
            nginx.state(a.upstream(100), b.upstream(100));
            assertEquals(50, count(nginx, 100, "").get("b"), 3);
        }
    }
}
