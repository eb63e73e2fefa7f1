package io.leengine.cli.doctor;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.ProductVersion;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Session;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import tools.jackson.databind.JsonNode;

/** The engine that the context names, and the platform behind it. */
final class EngineChecks implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration RECENT = Duration.ofDays(7);

    private final Session.Place place;
    private final ApiClient api;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1)
        .build();

    EngineChecks(Session.Place place) {
        this.place = place;
        this.api = new ApiClient(place.engine(), place.token(), new ApiClient.Limits(PATIENCE, PATIENCE));
    }

    /** One or more findings. */
    private interface Check {
        List<Finding> run() throws InterruptedException;
    }

    List<Finding> all() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        JsonNode health;
        try {
            health = api.probe("/health").body();
        } catch (CommandException e) {
            return List.of(Finding.fail("engine", e.getMessage(), e.nextStep()));
        }
        if (!health.has("ready")) {
            return List.of(Finding.fail("engine", place + " answers, and not as an engine does",
                "Is this the address of an engine? 'leengine context list' shows it."));
        }
        findings.add(Finding.ok("engine", place + " answers, region " + Values.text(health.path("region"))));
        findings.add(version(health));
        findings.addAll(seams(health));
        findings.addAll(connection());
        if (tried("token", findings, this::token) && place.token().isPresent()) {
            tried("cells", findings, () -> states("cells", "/cells", "cell"));
            tried("load-balancer", findings, () -> states("load-balancer", "/load-balancer-groups", "load-balancer group"));
            tried("certificates", findings, this::certificates);
            tried("traffic", findings, this::traffic);
            tried("swaps", findings, this::swaps);
        }
        return findings;
    }

    /** A check that the engine refuses says so, and does not keep the others from being made. */
    private boolean tried(String name, List<Finding> findings, Check check) throws InterruptedException {
        try {
            findings.addAll(check.run());
            return true;
        } catch (CommandException e) {
            findings.add(Finding.fail(name, e.getMessage(), e.nextStep()));
        } catch (ApiException e) {
            CommandException known = e.problem().exception();
            boolean forbidden = e.problem().status() == 403;
            findings.add(forbidden ? Finding.ok(name, "only an administrator can tell")
                : Finding.fail(name, known.getMessage(), known.exitCode() == ExitCode.DENIED
                    ? "Log in again: leengine login --url " + place.engine() : known.nextStep()));
        }
        return false;
    }

    private static Finding version(JsonNode health) {
        String engine = Values.text(health.path("version"));
        String own = new ProductVersion().getVersion()[0].replaceFirst("^leengine ", "");
        return engine.equals(own) || own.equals("development") ? Finding.ok("version", "engine " + engine
            + ", command line " + own) : Finding.warn("version", "engine " + engine + ", command line " + own,
            "Use the command line of the engine's distribution: some commands may not fit.");
    }

    private static List<Finding> seams(JsonNode health) {
        if (health.path("missing").isEmpty()) {
            return List.of(Finding.ok("seams", "every seam has its part"));
        }
        return health.path("missing").valueStream().map(missing -> Finding.fail("seams", missing.asString(),
            "'leengine parts list' and 'leengine plugins' show what is there; the engine's log says why.")).toList();
    }

    private List<Finding> connection() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Instant before = Instant.now();
        try {
            HttpResponse<Void> response = http.send(HttpRequest.newBuilder(place.engine().resolve("/api/v1/health"))
                .timeout(PATIENCE).build(), BodyHandlers.discarding());
            response.headers().firstValue("Date").flatMap(EngineChecks::time).ifPresent(date ->
                findings.add(clock(date, before, Instant.now())));
            if (response.sslSession().isPresent()) {
                for (Certificate each : response.sslSession().get().getPeerCertificates()) {
                    if (each instanceof X509Certificate certificate) {
                        findings.add(certificate(certificate.getNotAfter().toInstant()));
                        break;
                    }
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            findings.add(Finding.fail("certificate", "the engine shows none", ""));
        } catch (IOException e) {
            findings.add(Finding.fail("engine", "it answered once and then no more: " + e.getMessage(), "Try again."));
        }
        return findings;
    }

    private static Optional<Instant> time(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The header counts whole seconds. */
    private static Finding clock(Instant engine, Instant before, Instant after) {
        Duration ahead = Duration.between(after, engine);
        Duration behind = Duration.between(engine.plusSeconds(1), before);
        Duration apart = ahead.compareTo(behind) > 0 ? ahead : behind;
        return apart.compareTo(SKEW) <= 0 ? Finding.ok("clock", "this machine's and the engine's agree")
            : Finding.warn("clock", "this machine's and the engine's are " + apart.toSeconds() + " s apart",
                "Let both follow a time server (chrony, systemd-timesyncd): tokens and logs bear times.");
    }

    private static Finding certificate(Instant end) {
        Duration left = Duration.between(Instant.now(), end);
        String found = "the certificate ends " + end;
        return left.isNegative() ? Finding.fail("certificate", found, "Renew it.") : left.compareTo(SOON) < 0
            ? Finding.warn("certificate", found, "Renew it within " + left.toDays() + " days.")
            : Finding.ok("certificate", found);
    }

    private List<Finding> token() {
        if (place.token().isEmpty()) {
            return List.of(Finding.warn("token", "nobody is logged in at " + place.engine() + "; the checks that need it "
                + "were left out", "Log in: leengine login --url " + place.engine()));
        }
        String who = Values.text(api.get("/self").body().path("name"));
        Optional<Instant> end = api.get("/tokens?limit=1000").body().path("items").valueStream()
            .map(token -> token.path("expiresAt")).filter(JsonNode::isString).map(time -> Instant.parse(time.asString()))
            .filter(time -> time.isAfter(Instant.now())).min(Instant::compareTo);
        String found = "valid, of " + who + end.map(time -> "; the first of " + who + "'s tokens ends " + time).orElse("");
        return List.of(Finding.ok("token", found));
    }

    private List<Finding> states(String check, String path, String kind) {
        List<Finding> findings = new ArrayList<>();
        api.get(path).body().path("items").forEach(item -> {
            String state = Values.word(item.path("health").path("state"));
            String found = kind + " " + Values.text(item.path("name")) + " is " + state;
            String message = Values.text(item.path("health").path("message"));
            String whole = found + (message.isEmpty() ? "" : ": " + message);
            findings.add(state.equals("up") ? Finding.ok(check, whole) : state.equals("degraded")
                ? Finding.warn(check, whole, "'leengine parts list' shows it; the engine's log says why.")
                : Finding.fail(check, whole, "'leengine parts list' shows it; the engine's log says why."));
        });
        if (findings.isEmpty()) {
            findings.add(Finding.fail(check, "there is no " + kind, "Add one: leengine parts create -h"));
        }
        return findings;
    }

    /** Those of the load-balancer groups: what is served by one that has ended is not reached. */
    private List<Finding> certificates() {
        List<Finding> findings = new ArrayList<>();
        api.get("/load-balancer-groups").body().path("items").forEach(group -> {
            String name = Values.text(group.path("name"));
            api.get("/load-balancer-groups/" + ApiClient.segment(name) + "/certificates").body().path("items").forEach(each -> {
                String state = Values.word(each.path("state"));
                String found = "the certificate " + Values.text(each.path("name")) + " of the group " + name + " ends "
                    + Values.text(each.path("expiresAt"));
                String step = "Renew it: leengine certificates put " + Values.text(each.path("name")) + " --group " + name;
                if (state.equals("expired")) {
                    findings.add(Finding.fail("certificates", found.replace(" ends ", " ended "), step));
                } else if (state.equals("expires-soon")) {
                    findings.add(Finding.warn("certificates", found, step));
                }
            });
        });
        return findings.isEmpty() ? List.of(Finding.ok("certificates", "none of the load-balancer groups' ends within "
            + SOON.toDays() + " days")) : findings;
    }

    /** Asks one application with ready instances for its top page, as its users would. */
    private List<Finding> traffic() throws InterruptedException {
        Optional<JsonNode> ready = api.get("/applications?limit=100").body().path("items").valueStream()
            .filter(each -> each.path("ready").asInt(0) > 0).findFirst();
        if (ready.isEmpty()) {
            return List.of(Finding.ok("traffic", "no application has a ready instance; nothing to ask"));
        }
        String name = Values.text(ready.get().path("name"));
        Answer details = api.get("/applications/" + ApiClient.segment(name));
        String group = Values.text(details.body().path("group"));
        // By its address, with the domain in the header: whether the domain resolves here is another question.
        Optional<String> address = api.get("/load-balancer-groups").body().path("items").valueStream()
            .filter(each -> Values.text(each.path("name")).equals(group))
            .flatMap(each -> each.path("addresses").valueStream()).map(Values::text).findFirst();
        return List.of(address.isPresent() ? asked(name, Values.text(details.body().path("host")), group, address.get())
            : Finding.warn("traffic", "the load-balancer group " + group + " has no address", "leengine groups list"));
    }

    private Finding asked(String name, String host, String group, String address) throws InterruptedException {
        String where = host + " at " + address;
        try {
            int status = http.send(HttpRequest.newBuilder(URI.create("http://" + address + "/")).header("Host", host)
                .timeout(PATIENCE).build(), BodyHandlers.discarding()).statusCode();
            // Any answer of the application's own will do; these three are the load balancer's.
            return status < 502 || status > 504 ? Finding.ok("traffic", name + " answers for " + where + " with " + status)
                : Finding.fail("traffic", name + " has ready instances, and " + where + " answers " + status,
                    "'leengine groups domains " + group + "' shows what the load balancer has.");
        } catch (IOException e) {
            return Finding.fail("traffic", name + " has ready instances, and " + where + " does not answer: "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), "Is there a firewall between "
                + "here and the load balancer?");
        }
    }

    private List<Finding> swaps() {
        List<Finding> findings = new ArrayList<>();
        api.get("/swaps?limit=20").body().path("items").forEach(swap -> {
            boolean recent = Instant.parse(Values.text(swap.path("startedAt"))).isAfter(Instant.now().minus(RECENT));
            if (recent && Values.text(swap.path("state")).equals("returned")) {
                findings.add(Finding.warn("swaps", "swap " + Values.text(swap.path("number")) + " of "
                    + Values.text(swap.path("subject")) + " was taken back: " + Values.text(swap.path("message")),
                    "'leengine plugins history' shows it; the former plugin runs."));
            }
        });
        return findings.isEmpty() ? List.of(Finding.ok("swaps", "none was taken back in " + RECENT.toDays() + " days"))
            : findings;
    }

    @Override
    public void close() {
        api.close();
        http.shutdownNow();
    }
}
