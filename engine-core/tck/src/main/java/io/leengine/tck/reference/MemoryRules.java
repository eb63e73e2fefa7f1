package io.leengine.tck.reference;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the rules of the domains of one group come to, request by request. For one thread at a time. */
final class MemoryRules {
    /** All but what takes another language or protocol. */
    static final Set<DomainFeature> KEPT =
        Set.copyOf(EnumSet.complementOf(EnumSet.of(DomainFeature.GRPC, DomainFeature.SNIPPET)));

    private static final int REDIRECT = 308;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final long SECOND = 1_000_000_000L;
    private static final long FINE = 1_000;
    private static final long LEAST = 10;

    private final int tlsPort;
    private final Map<String, Bucket> buckets = new HashMap<>();
    /** When those upstreams were stated that came when others were there, by domain. */
    private final Map<String, Map<Endpoint, Long>> since = new HashMap<>();

    MemoryRules(int tlsPort) {
        this.tlsPort = tlsPort;
    }

    /** An answer that no upstream gives. */
    record Own(int status, Optional<String> location) {
    }

    /** An upstream with what it weighs for one request. */
    record Weighed(Upstream upstream, long weight) {
    }

    /** How much one client may still ask. */
    private static final class Bucket {
        private double left;
        private long at;
    }

    /** Notes that upstreams were stated anew. */
    void stated(String host, Collection<Upstream> before, Collection<Upstream> now) {
        List<Endpoint> former = before.stream().map(Upstream::endpoint).toList();
        Map<Endpoint, Long> times = since.computeIfAbsent(host, name -> new HashMap<>());
        List<Endpoint> endpoints = now.stream().map(Upstream::endpoint).toList();
        times.keySet().retainAll(endpoints);
        if (endpoints.stream().anyMatch(former::contains)) {
            endpoints.stream().filter(each -> !former.contains(each)).forEach(each -> times.put(each, System.nanoTime()));
        }
    }

    /** Returns the answer to a request that goes to no upstream; empty for one that does. */
    Optional<Own> own(DomainSpec spec, HttpExchange exchange) {
        DomainRules rules = spec.rules();
        if (rules.tls().filter(TlsRule::redirectPlain).isPresent() && !(exchange instanceof HttpsExchange)) {
            return Optional.of(new Own(REDIRECT, Optional.of("https://" + spec.host() + ":" + tlsPort
                + exchange.getRequestURI())));
        }
        Optional<PathRule> path = rules.paths().stream()
            .filter(each -> exchange.getRequestURI().getPath().startsWith(each.prefix()))
            .max(Comparator.comparingInt(each -> each.prefix().length()));
        List<AccessRule> access = path.map(PathRule::access).filter(list -> !list.isEmpty()).orElse(rules.admission().access());
        InetAddress client = exchange.getRemoteAddress().getAddress();
        if (!isLetIn(access, client)) {
            return Optional.of(new Own(FORBIDDEN, Optional.empty()));
        }
        if (rules.admission().rate().filter(rate -> !isWithin(rate, spec.host() + " " + client)).isPresent()) {
            return Optional.of(new Own(TOO_MANY, Optional.empty()));
        }
        return path.flatMap(PathRule::redirect).map(to -> new Own(REDIRECT, Optional.of(to)));
    }

    private static boolean isLetIn(List<AccessRule> rules, InetAddress client) {
        return rules.stream().filter(rule -> contains(rule.addresses(), client)).findFirst().map(AccessRule::allow)
            .orElse(rules.stream().noneMatch(AccessRule::allow));
    }

    private static boolean contains(String range, InetAddress client) {
        String[] parts = range.split("/");
        byte[] base = InetAddress.ofLiteral(parts[0]).getAddress();
        byte[] address = client.getAddress();
        int bits = base.length * Byte.SIZE;
        int shift = bits - (parts.length == 1 ? bits : Integer.parseInt(parts[1]));
        return base.length == address.length
            && new BigInteger(1, base).shiftRight(shift).equals(new BigInteger(1, address).shiftRight(shift));
    }

    private boolean isWithin(RateLimit limit, String client) {
        long now = System.nanoTime();
        Bucket bucket = buckets.computeIfAbsent(client, key -> {
            Bucket full = new Bucket();
            full.left = limit.burst() + 1;
            full.at = now;
            return full;
        });
        bucket.left = Math.min(limit.burst() + 1, bucket.left + (double) (now - bucket.at) / SECOND * limit.perSecond());
        bucket.at = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }

    /** Returns the upstreams one of which is to get a request. */
    List<Weighed> candidates(DomainSpec spec, List<Upstream> upstreams, Headers request) {
        List<Weighed> all = upstreams.stream().map(each -> new Weighed(each, weight(spec, each))).toList();
        Optional<VersionMatch> match = spec.rules().routing().matches().stream().filter(each -> fits(each, request)).findFirst();
        List<Weighed> asked = all.stream().filter(each ->
            match.filter(one -> one.version().equals(each.upstream().version())).isPresent()).toList();
        List<Weighed> found = asked.isEmpty() ? all : asked.stream().anyMatch(each -> each.weight() > 0) ? asked
            : asked.stream().map(each -> new Weighed(each.upstream(), 1)).toList();
        return found.stream().filter(each -> each.weight() > 0).toList();
    }

    /** Returns the one of some upstreams that a client is to stay with. */
    Optional<Upstream> kept(DomainSpec spec, List<Upstream> some, Headers request) {
        return spec.rules().routing().stickiness().flatMap(rule -> cookie(request, rule.cookie())).flatMap(id ->
            some.stream().filter(each -> id(each).equals(id)).findFirst());
    }

    private long weight(DomainSpec spec, Upstream upstream) {
        Duration slow = spec.rules().routing().slowStart();
        Long at = since.getOrDefault(spec.host(), Map.of()).get(upstream.endpoint());
        long share = at == null || slow.isZero() ? FINE
            : Math.clamp((System.nanoTime() - at) * FINE / slow.toNanos(), FINE / LEAST, FINE);
        return upstream.weight() * share;
    }

    private static boolean fits(VersionMatch match, Headers request) {
        return switch (match.source()) {
            case HEADER -> match.value().equals(request.getFirst(match.name()));
            case COOKIE -> cookie(request, match.name()).filter(match.value()::equals).isPresent();
        };
    }

    private static Optional<String> cookie(Headers request, String name) {
        return request.getOrDefault("Cookie", List.of()).stream().flatMap(line -> List.of(line.split(";\\s*")).stream())
            .filter(each -> each.startsWith(name + "=")).map(each -> each.substring(name.length() + 1)).findFirst();
    }

    private static String id(Upstream upstream) {
        return HexFormat.of().toHexDigits(upstream.instance().hashCode());
    }

    /** Does what is to be done with the headers of an answer; {@code upstream} is null where none gave it. */
    void headers(DomainSpec spec, Upstream upstream, HttpExchange exchange) {
        Headers answer = exchange.getResponseHeaders();
        spec.rules().headers().toClient().forEach(rule -> set(answer, rule));
        if (upstream != null) {
            spec.rules().routing().stickiness()
                .filter(rule -> !cookie(exchange.getRequestHeaders(), rule.cookie()).equals(Optional.of(id(upstream))))
                .ifPresent(rule -> answer.add("Set-Cookie", rule.cookie() + "=" + id(upstream) + "; Path=/; HttpOnly"));
        }
    }

    static void set(Headers headers, HeaderRule rule) {
        if (rule.value().isEmpty()) {
            headers.remove(rule.name());
        } else {
            headers.set(rule.name(), rule.value());
        }
    }
}
