package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.HostReporting.Effect;
import io.leengine.spi.loadbalancer.HostReporting.HostReport;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link LoadBalancerConformance} that is about what a load balancer can do and need not. A kind of rule that it
 * does not keep ({@link RuleKeeping#features()}) is checked to be refused.
 */
abstract class LoadBalancerRulesConformance extends TimedSeamConformance<LoadBalancer> {
    static final String HOST = "hello.example.org";
    private static final String SECURE = "secure.example.org";
    private static final Duration SLOW = Duration.ofSeconds(6);
    private static final List<AccessRule> NOBODY = List.of(new AccessRule(false, "0.0.0.0/0"), new AccessRule(false, "::/0"));
    private static final List<AccessRule> LOOPBACK = List.of(new AccessRule(true, "127.0.0.0/8"), new AccessRule(true, "::1"));

    private final List<HttpBackend> backends = new ArrayList<>();

    /** The group under test. */
    protected LoadBalancer group;

    /** Returns {@code host:port} where requests over TLS are taken; of a plugin that keeps certificates. */
    protected String tlsAddress() {
        throw new IllegalStateException("A plugin with certificates says where it takes TLS: override tlsAddress().");
    }

    /**
     * Returns a snippet in the plugin's language that sets the header {@code X-Snippet: kit} on answers; of a plugin that
     * keeps {@link DomainFeature#SNIPPET}.
     */
    protected String snippet() {
        throw new IllegalStateException("A plugin that keeps snippets gives one: override snippet().");
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.RULES, Ability.CERTIFICATES, Ability.HOST_REPORTS);
    }

    final void closeBackends() {
        backends.forEach(HttpBackend::close);
    }

    final HttpBackend backend(String name) throws IOException {
        HttpBackend made = new HttpBackend(name);
        backends.add(made);
        return made;
    }

    final HostClient client() throws InterruptedException {
        return new HostClient(group.status(ctx()).addresses().getFirst());
    }

    private Set<DomainFeature> kept() {
        return has(Ability.RULES) ? group.ability(RuleKeeping.class).orElseThrow().features() : Set.of();
    }

    private boolean keeps(DomainFeature feature) {
        return kept().contains(feature);
    }

    private static CertificateKeeping certificates(LoadBalancer opened) {
        return opened.ability(CertificateKeeping.class).orElseThrow();
    }

    private static HostReporting reports(LoadBalancer opened) {
        return opened.ability(HostReporting.class).orElseThrow();
    }

    /** The calls of what it can do besides. */
    final List<SeamCall<LoadBalancer>> abilityCalls() {
        List<SeamCall<LoadBalancer>> all = new ArrayList<>();
        if (has(Ability.CERTIFICATES)) {
            all.add(new SeamCall<>("certificates", (it, context) -> certificates(it).certificates(context)));
            all.add(new SeamCall<>("deleteCertificate", (it, context) -> certificates(it).deleteCertificate(context, "none")));
        }
        if (has(Ability.HOST_REPORTS)) {
            all.add(new SeamCall<>("hosts", (it, context) -> reports(it).hosts(context)));
        }
        return all;
    }

    // What is stated

    private static DomainRules with(Routing routing) {
        return new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL, routing, List.of(), "");
    }

    private static DomainRules with(HeaderRules headers, Admission admission, List<PathRule> paths) {
        return new DomainRules(Optional.empty(), headers, admission, Routing.PLAIN, paths, "");
    }

    private static DomainRules with(TlsRule rule) {
        return new DomainRules(Optional.of(rule), HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(), "");
    }

    private static DomainRules access(List<AccessRule> rules) {
        return with(HeaderRules.NONE, new Admission(rules, Optional.empty()), List.of());
    }

    private static TlsRule tls(boolean redirect) {
        return new TlsRule("main", redirect, TlsRule.Version.TLS_1_2);
    }

    private static PathRule path(String prefix, List<AccessRule> access, String redirect) {
        return new PathRule(prefix, Optional.empty(), OptionalLong.empty(), access, Optional.ofNullable(redirect));
    }

    private DomainRules example(DomainFeature feature) {
        return switch (feature) {
            case TLS -> with(tls(true));
            case HEADERS -> with(new HeaderRules(List.of(new HeaderRule("X-Up", "to; {the} 'upstream'")),
                List.of(new HeaderRule("X-Backend", ""), new HeaderRule("X-Down", "to #the client"))), Admission.ALL, List.of());
            case ACCESS -> access(NOBODY);
            case RATE_LIMIT -> with(HeaderRules.NONE, new Admission(List.of(), Optional.of(new RateLimit(1, 2))), List.of());
            case STICKINESS -> with(new Routing(UpstreamProtocol.HTTP,
                Optional.of(new Stickiness("stay", Duration.ofHours(1))), List.of(), Duration.ZERO));
            case VERSION_MATCH -> with(new Routing(UpstreamProtocol.HTTP, Optional.empty(), List.of(
                new VersionMatch(VersionMatch.Source.HEADER, "X-Try", "new", "v2"),
                new VersionMatch(VersionMatch.Source.COOKIE, "try", "new", "v2"),
                new VersionMatch(VersionMatch.Source.HEADER, "X-Try", "none", "v9")), Duration.ZERO));
            case SLOW_START -> with(new Routing(UpstreamProtocol.HTTP, Optional.empty(), List.of(), SLOW));
            case GRPC -> with(new Routing(UpstreamProtocol.GRPC, Optional.empty(), List.of(), Duration.ZERO));
            case PATHS -> with(HeaderRules.NONE, Admission.ALL,
                List.of(path("/shut", NOBODY, null), path("/shut/open", LOOPBACK, null), path("/old", List.of(), "/new")));
            case SNIPPET -> new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(),
                keeps(feature) ? snippet() : "anything");
        };
    }

    private void serve(DomainRules rules, Upstream... upstreams) throws InterruptedException {
        group.applyDomain(ctx(), DomainSpec.of(HOST).with(rules));
        group.applyUpstreams(ctx(), HOST, List.of(upstreams));
    }

    private HostClient.Whole get(String path, Map<String, String> headers) throws Exception {
        try (HostClient client = client()) {
            return client.get(HOST, path, headers);
        }
    }

    private Map<String, Integer> count(int requests, Map<String, String> headers) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        try (HostClient client = client()) {
            for (int i = 0; i < requests; i++) {
                counts.merge(client.get(HOST, "/", headers).body(), 1, Integer::sum);
            }
        }
        return counts;
    }

    // Rules

    @Test
    void rulesThatAreNotKeptAreRefused() throws Exception {
        for (DomainFeature feature : DomainFeature.values()) {
            if (!keeps(feature)) {
                EngineException refused = assertThrows(EngineException.class,
                    () -> group.applyDomain(ctx(), DomainSpec.of(HOST).with(example(feature))), feature.name());
                assertEquals(ErrorCode.INVALID, refused.code(), feature.name());
                assertTrue(refused.getMessage().contains(feature.name()), refused.getMessage());
            }
        }
        assertTrue(group.domains(ctx()).stream().noneMatch(status -> status.domain().host().equals(HOST)), "nothing is stated");
    }

    @Test
    void rulesAreKeptAsTheyAreStated() throws Exception {
        for (DomainFeature feature : kept()) {
            if (feature != DomainFeature.TLS && feature != DomainFeature.SNIPPET) {
                DomainSpec spec = DomainSpec.of(HOST).with(example(feature));
                group.applyDomain(ctx(), spec);
                assertEquals(spec, spec(), feature.name());
            }
        }
        DomainSpec last = spec();
        reopen();
        assertEquals(last, spec(), "when it is opened again");
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        assertEquals(DomainSpec.of(HOST), spec());
    }

    private DomainSpec spec() throws InterruptedException {
        return group.domains(ctx()).stream().map(status -> status.domain()).filter(one -> one.host().equals(HOST)).findFirst()
            .orElse(DomainSpec.of(HOST));
    }

    @Test
    void headersAreSetAndTakenAway() throws Exception {
        if (!keeps(DomainFeature.HEADERS)) {
            return;
        }
        HttpBackend a = backend("a");
        serve(example(DomainFeature.HEADERS), a.upstream(1));
        HostClient.Whole answer = get("/", Map.of("X-Up", "from the client", "X-Other", "1"));
        assertEquals(List.of("to; {the} 'upstream'"), a.received("X-Up"));
        assertEquals(List.of("1"), a.received("X-Other"));
        assertEquals("to #the client", answer.header("X-Down"));
        assertFalse(answer.headers().containsKey("x-backend"), answer.toString());
        group.applyUpstreams(ctx(), HOST, List.of());
        assertEquals("to #the client", get("/", Map.of()).header("X-Down"), "whatever the status");
    }

    @Test
    void whoIsNotLetInGets403() throws Exception {
        if (!keeps(DomainFeature.ACCESS)) {
            return;
        }
        HttpBackend a = backend("a");
        serve(access(NOBODY), a.upstream(1));
        assertEquals(403, get("/", Map.of()).status());
        serve(access(List.of(new AccessRule(true, "192.0.2.0/24"))), a.upstream(1));
        assertEquals(403, get("/", Map.of()).status(), "none of those that are let in");
        assertEquals(0, a.requests());
        serve(access(List.of(new AccessRule(false, "192.0.2.0/24"))), a.upstream(1));
        assertEquals(200, get("/", Map.of()).status(), "none of those that are refused");
        serve(access(List.of(LOOPBACK.getFirst(), LOOPBACK.getLast(), NOBODY.getFirst(), NOBODY.getLast())), a.upstream(1));
        assertEquals(200, get("/", Map.of()).status(), "the first that fits counts");
    }

    @Test
    void whoAsksTooOftenGets429() throws Exception {
        if (!keeps(DomainFeature.RATE_LIMIT)) {
            return;
        }
        serve(example(DomainFeature.RATE_LIMIT), backend("a").upstream(1));
        int refused = 0;
        int answered = 0;
        try (HostClient client = client()) {
            for (int i = 0; i < 40; i++) {
                int status = client.get(HOST, "/").status();
                refused += status == 429 ? 1 : 0;
                answered += status == 200 ? 1 : 0;
            }
        }
        assertEquals(40, refused + answered, "each is answered or refused");
        assertTrue(answered >= 3, "the burst passes: " + answered);
        assertTrue(refused >= 10, "what is beyond it does not: " + refused);
    }

    @Test
    void pathsHaveSettingsOfTheirOwn() throws Exception {
        if (!keeps(DomainFeature.PATHS)) {
            return;
        }
        serve(example(DomainFeature.PATHS), backend("a").upstream(1));
        assertEquals(200, get("/", Map.of()).status());
        assertEquals(403, get("/shut/x", Map.of()).status());
        assertEquals(200, get("/shut/open/x", Map.of()).status(), "the longest counts");
        assertEquals(403, get("/%73hut", Map.of()).status(), "a path is decoded first");
        HostClient.Whole moved = get("/old/x", Map.of());
        assertEquals(308, moved.status());
        assertTrue(moved.header("Location").endsWith("/new"), moved.toString());
    }

    @Test
    void aClientStaysWithItsInstance() throws Exception {
        if (!keeps(DomainFeature.STICKINESS)) {
            return;
        }
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        serve(example(DomainFeature.STICKINESS), a.upstream(1), b.upstream(1));
        HostClient.Whole first = get("/", Map.of());
        String cookie = first.header("Set-Cookie").replaceFirst(";.*", "");
        assertTrue(cookie.startsWith("stay="), first.toString());
        assertFalse(cookie.contains("127.0.0.1"), "it tells no address");
        assertEquals(Map.of(first.body(), 20), count(20, Map.of("Cookie", cookie)));
        assertEquals(2, count(20, Map.of()).size(), "others are spread");
        boolean atA = first.body().equals("a");
        group.applyUpstreams(ctx(), HOST, List.of(a.upstream(atA ? 0 : 1), b.upstream(atA ? 1 : 0)));
        HostClient.Whole moved = get("/", Map.of("Cookie", cookie));
        assertEquals(atA ? "b" : "a", moved.body(), "its instance has no weight any more");
        assertFalse(moved.header("Set-Cookie").startsWith(cookie), "it gets another cookie");
    }

    @Test
    void aHeaderOrACookieLeadsToAVersion() throws Exception {
        if (!keeps(DomainFeature.VERSION_MATCH)) {
            return;
        }
        serve(example(DomainFeature.VERSION_MATCH), backend("a").upstream(1), backend("b").upstream(0, "v2"));
        assertEquals(Map.of("a", 10), count(10, Map.of()));
        assertEquals(Map.of("b", 10), count(10, Map.of("x-try", "new")), "a version without weight, too");
        assertEquals(Map.of("b", 10), count(10, Map.of("Cookie", "x=y; try=new")));
        assertEquals(Map.of("a", 10), count(10, Map.of("X-Try", "newer")));
        assertEquals(Map.of("a", 10), count(10, Map.of("X-Try", "none")), "a version that is not there");
    }

    @Test
    void aNewUpstreamComesToItsShareLittleByLittle() throws Exception {
        if (!keeps(DomainFeature.SLOW_START)) {
            return;
        }
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        serve(example(DomainFeature.SLOW_START), a.upstream(100));
        group.applyUpstreams(ctx(), HOST, List.of(a.upstream(100), b.upstream(100)));
        int early = count(40, Map.of()).getOrDefault("b", 0);
        assertTrue(early <= 15, "soon after it came it had " + early + " of 40");
        long deadline = System.nanoTime() + patience().toNanos();
        while (count(40, Map.of()).getOrDefault("b", 0) < 18) {
            assertTrue(System.nanoTime() < deadline, "it does not come to its share");
        }
    }

    @Test
    void aSnippetIsInEffect() throws Exception {
        if (!keeps(DomainFeature.SNIPPET)) {
            return;
        }
        serve(example(DomainFeature.SNIPPET), backend("a").upstream(1));
        assertEquals("kit", get("/", Map.of()).header("X-Snippet"));
    }

    @Test
    void grpcReachesUpstreamsThatSpeakIt() throws Exception {
        if (!keeps(DomainFeature.GRPC)) {
            return;
        }
        try (GrpcBackend grpc = new GrpcBackend("pong")) {
            serve(example(DomainFeature.GRPC), grpc.upstream());
            HostClient.Whole answer = get("/ping", Map.of("Content-Type", "application/grpc"));
            assertEquals(200, answer.status());
            assertEquals("pong", answer.body());
        }
    }

    // Certificates

    private Certificate certificate(Certificates issued, String owner) throws IOException {
        return new Certificate("main", issued.certificate(owner) + issued.authority(), issued.key(owner));
    }

    private Certificates issued() throws Exception {
        return new Certificates(folder().resolve("keys")).issue("first", "dns:*.example.org")
            .issue("second", "dns:*.example.org");
    }

    private String shown(Certificates trusted, String host) throws IOException {
        try (HostClient client = new HostClient(tlsAddress(), trusted.trusting())) {
            assertEquals(200, client.get(host, "/").status());
            return client.shown();
        }
    }

    @Test
    void aDomainIsServedOverTlsByItsCertificate() throws Exception {
        if (!has(Ability.CERTIFICATES) || !keeps(DomainFeature.TLS)) {
            return;
        }
        Certificates issued = issued();
        Upstream upstream = backend("a").upstream(1);
        DomainSpec secure = DomainSpec.of(SECURE).with(with(tls(true)));
        EngineException early = assertThrows(EngineException.class, () -> group.applyDomain(ctx(), secure));
        assertEquals(ErrorCode.INVALID, early.code(), "a certificate that was not stated");
        certificates(group).applyCertificate(ctx(), certificate(issued, "first"));
        group.applyDomain(ctx(), secure);
        group.applyUpstreams(ctx(), SECURE, List.of(upstream));
        serve(DomainRules.NONE, upstream);
        assertEquals("CN=first", shown(issued, SECURE));
        assertThrows(IOException.class, () -> shown(issued, HOST), "a domain without TLS");
        try (HostClient plain = client()) {
            HostClient.Whole moved = plain.get(SECURE, "/x?y=z", Map.of());
            assertEquals(308, moved.status());
            assertTrue(moved.header("Location").matches("https://" + SECURE + "(:[0-9]+)?/x\\?y=z"), moved.toString());
        }
        certificates(group).applyCertificate(ctx(), certificate(issued, "second"));
        assertEquals("CN=second", shown(issued, SECURE), "the one that was stated last");
        reopen();
        assertEquals("CN=second", shown(issued, SECURE));
    }

    @Test
    void certificatesAreNamedAndGo() throws Exception {
        if (!has(Ability.CERTIFICATES)) {
            return;
        }
        Certificates issued = issued();
        CertificateKeeping keeping = certificates(group);
        Certificate main = certificate(issued, "first");
        for (String name : List.of("spare", "main", "main")) {
            keeping.applyCertificate(ctx(), new Certificate(name, main.chain(), main.key()));
        }
        assertEquals(List.of("main", "spare"), keeping.certificates(ctx()));
        keeping.deleteCertificate(ctx(), "spare");
        keeping.deleteCertificate(ctx(), "spare");
        assertEquals(List.of("main"), keeping.certificates(ctx()));
        if (keeps(DomainFeature.TLS)) {
            group.applyDomain(ctx(), DomainSpec.of(SECURE).with(with(tls(false))));
            EngineException used = assertThrows(EngineException.class, () -> keeping.deleteCertificate(ctx(), "main"));
            assertEquals(ErrorCode.CONFLICT, used.code());
            group.deleteDomain(ctx(), SECURE);
        }
        keeping.deleteCertificate(ctx(), "main");
        assertEquals(List.of(), keeping.certificates(ctx()));
    }

    // Hosts

    @Test
    void everyHostIsReported() throws Exception {
        if (!has(Ability.HOST_REPORTS)) {
            return;
        }
        List<HostReport> hosts = reports(group).hosts(ctx());
        assertEquals(group.status(ctx()).hosts().stream().sorted().toList(), hosts.stream().map(HostReport::name).toList());
        assertTrue(hosts.stream().allMatch(host -> host.alive() && host.failures().isEmpty() && !host.addresses().isEmpty()),
            hosts.toString());
    }

    @Test
    void whatIsStatedIsSeenInEffect() throws Exception {
        if (!has(Ability.HOST_REPORTS)) {
            return;
        }
        serve(DomainRules.NONE, backend("a").upstream(1));
        List<Effect> effects = reports(group).effects(ctx(), HOST);
        assertEquals(group.status(ctx()).hosts().stream().sorted().toList(), effects.stream().map(Effect::host).toList());
        assertTrue(effects.stream().allMatch(one -> one.applied() && one.failure().isEmpty()
            && one.after().filter(after -> !after.isNegative()).isPresent()), effects.toString());
        assertTrue(reports(group).rendered(ctx(), HOST).contains(HOST));
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class,
            () -> reports(group).effects(ctx(), "unknown.example.org")).code());
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class,
            () -> reports(group).rendered(ctx(), "unknown.example.org")).code());
    }
}
