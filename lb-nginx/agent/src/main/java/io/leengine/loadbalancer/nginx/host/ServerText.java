package io.leengine.loadbalancer.nginx.host;

import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of one server block, but for the names it is for. A text of somebody else stands in it between double quotes or
 * not at all, and what could end such a quotation is refused here once more, whoever has let it through.
 */
final class ServerText {
    /** Nothing that ends a quotation, begins a variable or is no printable ASCII. */
    private static final Pattern QUOTABLE = Pattern.compile("[\\x20-\\x7E&&[^\"\\\\$]]*");
    private static final int HTTPS = 443;

    private final NginxSettings settings;
    private final List<String> proxyHeaders;
    private final Placed placed;
    private final DomainRules rules;
    /** How the directives begin that say how upstreams are asked. */
    private final String asks;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param settings how nginx is run
     * @param proxyHeaders what is said to upstreams of every request, a directive's arguments each
     * @param placed what to put into words
     */
    ServerText(NginxSettings settings, List<String> proxyHeaders, Placed placed) {
        this.settings = settings;
        this.proxyHeaders = proxyHeaders;
        this.placed = placed;
        this.rules = placed.site().rules();
        this.asks = rules.routing().protocol() == UpstreamProtocol.GRPC ? "grpc" : "proxy";
    }

    /** Returns the text, from what is said of TLS to the last location. */
    String render() {
        rules.tls().ifPresent(this::tls);
        limits(1, placed.site().requestTimeout(), placed.site().bodyLimit());
        line(1, asks + "_connect_timeout " + Math.min(placed.site().connectTimeout().toMillis(),
            placed.site().requestTimeout().toMillis()) + "ms");
        access(1, rules.admission().access());
        rules.admission().rate().ifPresent(this::rate);
        headers();
        placed.snippet().ifPresent(file -> line(1, "include " + quoted(file.toString())));
        locations();
        return text.toString().stripTrailing();
    }

    private void line(int depth, String directive) {
        text.repeat("  ", depth).append(directive).append(";\n");
    }

    /** Returns a text between quotes. It is checked where it is stated; this is the second lock. */
    private static String quoted(String text) {
        if (!QUOTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException("A text that could leave its place has come as far as the configuration.");
        }
        return "\"" + text + "\"";
    }

    private void tls(TlsRule rule) {
        settings.tlsListeners().forEach(each -> line(1, "listen " + each + " ssl http2"));
        String file = quoted(placed.certificate().orElseThrow().toString());
        line(1, "ssl_certificate " + file);
        line(1, "ssl_certificate_key " + file);
        if (rule.least() == TlsRule.Version.TLS_1_3) {
            // Which versions are taken is decided by the default server, before the name is known.
            text.append("  ssl_certificate_by_lua_block { leengine_tls.least() }\n");
            text.append("  if ($ssl_protocol = TLSv1.2) {\n    return 421;\n  }\n");
        }
        if (rule.redirectPlain()) {
            int port = settings.tlsListeners().getFirst().port();
            text.append("  if ($scheme = http) {\n    return 308 https://$host").append(port == HTTPS ? "" : ":" + port)
                .append("$request_uri;\n  }\n");
        }
    }

    private void limits(int depth, Duration requestTimeout, long bodyLimit) {
        line(depth, "client_max_body_size " + bodyLimit);
        for (String each : List.of("_read_timeout ", "_send_timeout ", "_next_upstream_timeout ")) {
            line(depth, asks + each + requestTimeout.toMillis() + "ms");
        }
    }

    private void access(int depth, List<AccessRule> list) {
        list.forEach(each -> line(depth, (each.allow() ? "allow " : "deny ") + addresses(each.addresses())));
        if (list.stream().anyMatch(AccessRule::allow)) {
            line(depth, "deny all");
        }
    }

    /** Returns a range in its plain form: nginx does not take every form of an address. */
    private static String addresses(String range) {
        int slash = range.indexOf('/');
        String given = slash < 0 ? range : range.substring(0, slash);
        if (!Listener.isWhole(given)) {
            throw new IllegalArgumentException("An address that means others than it seems has come as far as the configuration.");
        }
        String address = InetAddress.ofLiteral(given).getHostAddress();
        return address + (slash < 0 ? "" : "/" + Integer.parseInt(range.substring(slash + 1)));
    }

    private void rate(RateLimit limit) {
        line(1, "limit_req zone=" + zone(limit) + (limit.burst() > 0 ? " burst=" + limit.burst() + " nodelay" : ""));
    }

    /** Returns the name of the zone for a rate. */
    static String zone(RateLimit limit) {
        return "leengine_rate_" + limit.perSecond();
    }

    private void headers() {
        boolean all = placed.snippet().isPresent();
        List<HeaderRule> toUpstream = rules.headers().toUpstream();
        if (all || !toUpstream.isEmpty()) {
            // Where a block says anything of headers, it has to say it all.
            proxyHeaders.forEach(each -> line(1, asks + "_set_header " + each));
            toUpstream.forEach(each -> line(1, asks + "_set_header " + quoted(each.name()) + " " + quoted(each.value())));
        }
        boolean sticky = rules.routing().stickiness().isPresent();
        if (all || sticky) {
            Rendering.ANSWER_HEADERS.forEach(each -> line(1, "add_header " + each + " always"));
            line(1, "add_header Set-Cookie $leengine_cookie always");
        }
        List<HeaderRule> toClient = rules.headers().toClient();
        if (!toClient.isEmpty()) {
            text.append("  header_filter_by_lua_block {\n");
            toClient.forEach(each -> text.append("    ngx.header[").append(quoted(each.name())).append("] = ")
                .append(each.value().isEmpty() ? "nil" : quoted(each.value())).append('\n'));
            text.append("  }\n");
        }
    }

    private void locations() {
        if (rules.paths().stream().noneMatch(path -> path.prefix().equals("/"))) {
            location("/", Optional.empty());
        }
        for (PathRule path : rules.paths()) {
            location("^~ " + quoted(path.prefix()), Optional.of(path));
            String without = path.prefix().substring(0, path.prefix().length() - 1);
            if (path.prefix().endsWith("/") && !without.isEmpty() && longest(without).map(PathRule::prefix)
                    .filter(without::equals).isEmpty()) {
                // nginx would send it to the path with the slash.
                location("= " + quoted(without), longest(without));
            }
        }
        text.append("  location @leengine {\n");
        if (rules.paths().stream().anyMatch(path -> !path.access().isEmpty()) || !rules.admission().access().isEmpty()) {
            // Whoever comes here was let in.
            line(2, "allow all");
        }
        text.append("    content_by_lua_block { leengine.page() }\n  }\n");
    }

    private Optional<PathRule> longest(String path) {
        return rules.paths().stream().filter(each -> path.startsWith(each.prefix()))
            .max(java.util.Comparator.comparingInt(each -> each.prefix().length()));
    }

    private void location(String which, Optional<PathRule> path) {
        text.append("  location ").append(which).append(" {\n");
        path.ifPresent(rule -> {
            Duration timeout = rule.requestTimeout().orElse(placed.site().requestTimeout());
            limits(2, timeout, rule.bodyLimit().orElse(placed.site().bodyLimit()));
            line(2, asks + "_connect_timeout " + Math.min(placed.site().connectTimeout().toMillis(), timeout.toMillis()) + "ms");
            access(2, rule.access());
        });
        path.flatMap(PathRule::redirect).ifPresentOrElse(
            to -> text.append("    content_by_lua_block { return leengine.redirect(").append(quoted(to)).append(") }\n"),
            () -> line(2, asks.equals("grpc") ? "grpc_pass grpc://leengine_grpc" : "proxy_pass http://leengine"));
        text.append("  }\n");
    }
}
