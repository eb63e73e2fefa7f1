package io.leengine.tck.reference;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A reverse proxy on loopback, one connection a request: a request chooses its upstream and is counted under the same
 * lock that a new set of upstreams is stated under.
 */
public final class MemoryLoadBalancer extends MemoryPart implements LoadBalancer, RuleKeeping, CertificateKeeping,
        HostReporting {
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PROBE_MILLIS = 500;
    /** What is between two hosts and goes no further. */
    private static final Set<String> HOP =
        Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "date", "keep-alive");

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<String, Map<Endpoint, Live>> live = new HashMap<>();
    private final Map<Target, Integer> active = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final MemoryTls tls;
    private final MemoryRules rules;

    /** What a group keeps; one group at a time is open over it. */
    public static final class Store {
        private final TreeMap<String, Stated> domains = new TreeMap<>();
        private final TreeMap<String, Certificate> certificates = new TreeMap<>();

        /** Makes an empty one. */
        public Store() {
            // Nothing to set.
        }
    }

    private record Stated(DomainSpec spec, List<Upstream> upstreams) {
    }

    private record Target(String host, Endpoint endpoint) {
    }

    /** What is known of an upstream while it is stated. */
    private static final class Live {
        private long requests;
        private long failures;
        private long credit;
        private boolean down;
        private long probed;
    }

    /** Opens a group that serves at once what an earlier one left. */
    public MemoryLoadBalancer(String name, Store store) throws IOException {
        super(name);
        this.store = store;
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1_024);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        tls = new MemoryTls(this::certificateOf, this::serve, threads);
        rules = new MemoryRules(tls.port());
    }

    /** Returns {@code host:port} where requests over TLS are taken. */
    public String tlsAddress() {
        return "127.0.0.1:" + tls.port();
    }

    private Optional<Certificate> certificateOf(String host) {
        lock.lock();
        try {
            return Optional.ofNullable(store.domains.get(host)).flatMap(stated -> stated.spec().rules().tls())
                .map(rule -> store.certificates.get(rule.certificate()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<DomainFeature> features() {
        return MemoryRules.KEPT;
    }

    @Override
    public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
        locked(context, () -> store.certificates.put(certificate.name(), certificate));
    }

    @Override
    public void deleteCertificate(CallContext context, String name) throws InterruptedException {
        Identifiers.name("name", name);
        locked(context, () -> {
            if (store.domains.values().stream().flatMap(each -> each.spec().rules().tls().stream())
                    .anyMatch(rule -> rule.certificate().equals(name))) {
                throw new EngineException(ErrorCode.CONFLICT, "A domain is served by the certificate '" + name + "'.");
            }
            store.certificates.remove(name);
        });
    }

    @Override
    public List<String> certificates(CallContext context) throws InterruptedException {
        List<String> names = new ArrayList<>();
        locked(context, () -> names.addAll(store.certificates.keySet()));
        return names;
    }

    @Override
    public List<HostReport> hosts(CallContext context) throws InterruptedException {
        GroupStatus status = status(context);
        return List.of(new HostReport("memory", status.addresses(), true, Map.of(), Map.of()));
    }

    /** What is stated here is in effect when the call returns. */
    @Override
    public List<Effect> effects(CallContext context, String host) throws InterruptedException {
        locked(context, () -> stated(host));
        return List.of(new Effect("memory", true, Optional.of(Duration.ZERO), Optional.empty()));
    }

    @Override
    public String rendered(CallContext context, String host) throws InterruptedException {
        List<String> text = new ArrayList<>();
        locked(context, () -> text.add(stated(host).spec().toString()));
        return text.getFirst();
    }

    private Stated stated(String host) {
        return Optional.ofNullable(store.domains.get(host)).orElseThrow(() -> EngineException.notFound("domain", host));
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec domain) throws InterruptedException {
        domain.rules().requireOnly(features());
        locked(context, () -> {
            if (domain.rules().tls().filter(rule -> !store.certificates.containsKey(rule.certificate())).isPresent()) {
                throw EngineException.invalid("tls.certificate", "There is no such certificate.");
            }
            store.domains.put(domain.host(), new Stated(domain,
                Optional.ofNullable(store.domains.get(domain.host())).map(Stated::upstreams).orElse(List.of())));
        });
    }

    @Override
    public void deleteDomain(CallContext context, String host) throws InterruptedException {
        Identifiers.host("host", host);
        locked(context, () -> {
            live.remove(host);
            store.domains.remove(host);
        });
    }

    @Override
    public List<DomainStatus> domains(CallContext context) throws InterruptedException {
        List<DomainStatus> all = new ArrayList<>();
        locked(context, () -> store.domains.forEach((host, stated) -> all.add(new DomainStatus(stated.spec(),
            stated.upstreams().stream().map(upstream -> status(host, upstream)).toList()))));
        return all;
    }

    private UpstreamStatus status(String host, Upstream upstream) {
        Live known = known(host, upstream);
        return new UpstreamStatus(upstream, healthy(known, upstream.endpoint()), known.requests, known.failures,
            active.getOrDefault(new Target(host, upstream.endpoint()), 0));
    }

    private Live known(String host, Upstream upstream) {
        return live.computeIfAbsent(host, one -> new HashMap<>())
            .computeIfAbsent(upstream.endpoint(), one -> new Live());
    }

    /** One that was down is looked at again when somebody asks, not more often than a few times a second. */
    private static boolean healthy(Live one, Endpoint endpoint) {
        if (one.down && System.nanoTime() - one.probed > PROBE_NANOS) {
            one.probed = System.nanoTime();
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(endpoint.address(), endpoint.port()), PROBE_MILLIS);
                one.down = false;
            } catch (IOException e) {
                one.probed = System.nanoTime();
            }
        }
        return !one.down;
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        Identifiers.host("host", host);
        List<Upstream> next = List.copyOf(upstreams);
        next.forEach(one -> literal(one.endpoint().address()));
        locked(context, () -> {
            Stated stated = stated(host);
            rules.stated(host, stated.upstreams(), next);
            store.domains.put(host, new Stated(stated.spec(), next));
            live.computeIfAbsent(host, one -> new HashMap<>()).keySet()
                .retainAll(next.stream().map(Upstream::endpoint).toList());
        });
    }

    private static void literal(String address) {
        try {
            InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.INVALID, "'" + address + "' is no literal address.", e)
                .withField("address");
        }
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        enter();
        lock.lockInterruptibly();
        try {
            while (endpoints.stream().anyMatch(one -> active.containsKey(new Target(host, one)))) {
                mustBeOpen();
                if (ended.awaitNanos(context.remaining().toNanos()) <= 0) {
                    return endpoints.stream().noneMatch(one -> active.containsKey(new Target(host, one)));
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public GroupStatus status(CallContext context) throws InterruptedException {
        enter(context);
        return new GroupStatus(List.of("127.0.0.1:" + server.getAddress().getPort()), List.of("memory"));
    }

    /** Takes no more requests; what is stated stays. */
    @Override
    public void close() {
        super.close();
        lock.lock();
        try {
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        server.stop(0);
        tls.close();
        threads.shutdownNow();
    }

    private void locked(CallContext context, Runnable step) throws InterruptedException {
        enter(context);
        lock.lockInterruptibly();
        try {
            mustBeOpen();
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("")
            .toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Set<Endpoint> tried = new java.util.HashSet<>();
            int status = own(host, exchange);
            while (status == 0) {
                Choice choice = choose(host, exchange.getRequestHeaders(), tried);
                status = choice.upstream().isEmpty() ? answer(exchange, choice, new byte[0])
                    : forward(exchange, choice.spec(), choice.upstream().get(), body);
                choice.upstream().ifPresent(one -> tried.add(one.endpoint()));
            }
        }
    }

    /** Answers a request that goes to no upstream; returns 0 for one that does. */
    private int own(String host, HttpExchange exchange) throws IOException {
        DomainSpec spec;
        Optional<MemoryRules.Own> own;
        lock.lock();
        try {
            Stated stated = store.domains.get(host);
            if (stated == null) {
                return 0;
            }
            spec = stated.spec();
            own = rules.own(spec, exchange);
        } finally {
            lock.unlock();
        }
        if (own.isEmpty()) {
            return 0;
        }
        own.get().location().ifPresent(to -> exchange.getResponseHeaders().set("Location", to));
        return answer(exchange, new Choice(own.get().status(), spec, Optional.empty()), new byte[0]);
    }

    private record Choice(int status, DomainSpec spec, Optional<Upstream> upstream) {
    }

    /** By weight, in turns: whoever has waited longest for its share is next. */
    private Choice choose(String host, Headers request, Set<Endpoint> tried) {
        lock.lock();
        try {
            Stated stated = store.domains.get(host);
            if (stated == null) {
                return new Choice(404, null, Optional.empty());
            }
            List<MemoryRules.Weighed> some = rules.candidates(stated.spec(), stated.upstreams(), request).stream()
                .filter(each -> !tried.contains(each.upstream().endpoint())
                    && healthy(known(host, each.upstream()), each.upstream().endpoint())).toList();
            Upstream best = rules.kept(stated.spec(), some.stream().map(MemoryRules.Weighed::upstream).toList(), request)
                .orElseGet(() -> turn(host, some));
            if (best != null) {
                known(host, best).requests++;
                active.merge(new Target(host, best.endpoint()), 1, Integer::sum);
            }
            return new Choice(503, stated.spec(), Optional.ofNullable(best));
        } finally {
            lock.unlock();
        }
    }

    private Upstream turn(String host, List<MemoryRules.Weighed> some) {
        Upstream best = null;
        long sum = 0;
        for (MemoryRules.Weighed each : some) {
            known(host, each.upstream()).credit += each.weight();
            sum += each.weight();
            best = best == null || known(host, each.upstream()).credit > known(host, best).credit ? each.upstream() : best;
        }
        if (best != null) {
            known(host, best).credit -= sum;
        }
        return best;
    }

    /** Returns the answer's status, or 0 when the upstream was not reached and another may be tried. */
    private int forward(HttpExchange exchange, DomainSpec spec, Upstream upstream, byte[] body) throws IOException {
        boolean reached = false;
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + upstream.endpoint()
                + exchange.getRequestURI()).toURL().openConnection();
            connection.setConnectTimeout((int) spec.connectTimeout().toMillis());
            connection.setReadTimeout((int) spec.requestTimeout().toMillis());
            connection.setRequestMethod(exchange.getRequestMethod());
            request(exchange, spec).forEach((name, values) ->
                values.forEach(value -> connection.addRequestProperty(name, value)));
            connection.setRequestProperty("Connection", "close");
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(body.length > 0);
            connection.connect();
            reached = true;
            if (body.length > 0) {
                connection.getOutputStream().write(body);
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                connection.getHeaderFields().forEach((name, values) -> {
                    if (name != null && !HOP.contains(name.toLowerCase(Locale.ROOT))) {
                        exchange.getResponseHeaders().put(name, new ArrayList<>(values));
                    }
                });
                return answer(exchange, new Choice(status, spec, Optional.of(upstream)),
                    in == null ? new byte[0] : in.readAllBytes());
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            failed(spec.host(), upstream);
            if (reached) {
                return answer(exchange, new Choice(502, spec, Optional.empty()), new byte[0]);
            }
            return 0;
        } finally {
            done(new Target(spec.host(), upstream.endpoint()));
        }
    }

    private void failed(String host, Upstream upstream) {
        lock.lock();
        try {
            Live known = known(host, upstream);
            known.failures++;
            known.down = true;
            known.probed = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void done(Target target) {
        lock.lock();
        try {
            active.computeIfPresent(target, (one, count) -> count == 1 ? null : count - 1);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the headers of a request as an upstream is to get them. */
    private static Headers request(HttpExchange exchange, DomainSpec spec) {
        Headers headers = new Headers();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, new ArrayList<>(values));
            }
        });
        spec.rules().headers().toUpstream().forEach(rule -> MemoryRules.set(headers, rule));
        return headers;
    }

    private int answer(HttpExchange exchange, Choice choice, byte[] body) throws IOException {
        if (choice.spec() != null) {
            rules.headers(choice.spec(), choice.upstream().orElse(null), exchange);
        }
        exchange.sendResponseHeaders(choice.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        return choice.status();
    }
}
