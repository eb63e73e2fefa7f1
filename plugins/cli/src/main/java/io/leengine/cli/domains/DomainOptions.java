package io.leengine.cli.domains;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.values.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a domain that are asked for most, as options. */
final class DomainOptions {
    private static final Pattern MATCH = Pattern.compile("(header|cookie):([^=]+)=(.*)=([^=]+)");

    /** The oldest version of TLS that is taken. */
    enum Least {
        TLS_1_2, TLS_1_3
    }

    /** What is spoken to instances. */
    enum Protocol {
        HTTP, GRPC
    }

    @Option(names = "--tls", paramLabel = "CERTIFICATE", description = "Serves it over TLS, by a certificate of the group; "
        + "'leengine certificates list' shows them.")
    private Optional<String> tls = Optional.empty();

    @Option(names = "--tls-least", paramLabel = "VERSION", description = "The oldest version that is taken: "
        + "${COMPLETION-CANDIDATES}.")
    private Optional<Least> least = Optional.empty();

    @Option(names = "--redirect-plain", negatable = true, description = "Whether plain requests are sent to TLS (308).")
    private Boolean redirectPlain;

    @Option(names = "--request-header", paramLabel = "NAME=VALUE", description = "Sets a header of requests; with no VALUE takes "
        + "it away.")
    private Map<String, String> requestHeaders = new LinkedHashMap<>();

    @Option(names = "--response-header", paramLabel = "NAME=VALUE", description = "Sets a header of answers; with no VALUE takes "
        + "it away.")
    private Map<String, String> responseHeaders = new LinkedHashMap<>();

    @Option(names = "--deny", paramLabel = "ADDRESSES", description = "Refuses an address or a range (CIDR). All --deny and "
        + "--allow take the place of the rules before; those of --deny come first.")
    private List<String> deny = new ArrayList<>();

    @Option(names = "--allow", paramLabel = "ADDRESSES", description = "Lets an address or a range in, and nobody that no rule "
        + "names.")
    private List<String> allow = new ArrayList<>();

    @Option(names = "--rate", paramLabel = "N", description = "Requests a second of one client address.")
    private Optional<Integer> rate = Optional.empty();

    @Option(names = "--burst", paramLabel = "N", description = "How many more may come at once; goes with --rate.")
    private Optional<Integer> burst = Optional.empty();

    @Option(names = "--sticky", paramLabel = "COOKIE", description = "Keeps clients with an instance, by this cookie.")
    private Optional<String> sticky = Optional.empty();

    @Option(names = "--sticky-for", paramLabel = "TIME", description = "How long clients keep it; goes with --sticky.")
    private Optional<Duration> stickyFor = Optional.empty();

    @Option(names = "--match", paramLabel = "header:NAME=VALUE=VERSION", description = "Sends requests with a header, or with "
        + "cookie:NAME=VALUE=VERSION a cookie, to a version. All --match take the place of those before.")
    private List<String> matches = new ArrayList<>();

    @Option(names = "--slow-start", paramLabel = "TIME", description = "How long a new instance takes to come to its share.")
    private Optional<Duration> slowStart = Optional.empty();

    @Option(names = "--request-timeout", paramLabel = "TIME", description = "For an instance's whole answer.")
    private Optional<Duration> requestTimeout = Optional.empty();

    @Option(names = "--connect-timeout", paramLabel = "TIME", description = "For reaching an instance.")
    private Optional<Duration> connectTimeout = Optional.empty();

    @Option(names = "--body-limit", paramLabel = "SIZE", description = "Largest request body, for example 10Mi.")
    private Optional<Memory> bodyLimit = Optional.empty();

    @Option(names = "--protocol", paramLabel = "PROTOCOL", description = "What is spoken to instances: ${COMPLETION-CANDIDATES}.")
    private Optional<Protocol> protocol = Optional.empty();

    @Option(names = "--snippet", paramLabel = "FILE", description = "Words in the load balancer's own language; for "
        + "administrators.")
    private Optional<Path> snippet = Optional.empty();

    @Option(names = "--unset", paramLabel = "FIELD", split = ",", description = "Takes a setting away, by its field: tls, headers, "
        + "access, rate, stickiness, matches, paths, snippet and so on. It comes first.")
    private List<String> unset = new ArrayList<>();

    /** Lays what is given over settings; returns whether anything is. */
    boolean over(ObjectNode settings) {
        ObjectNode before = settings.deepCopy();
        unset.forEach(settings::remove);
        secure(settings);
        headers(settings, "toUpstream", requestHeaders);
        headers(settings, "toClient", responseHeaders);
        admit(settings);
        route(settings);
        requestTimeout.ifPresent(limit -> settings.put("requestTimeoutMillis", limit.toMillis()));
        connectTimeout.ifPresent(limit -> settings.put("connectTimeoutMillis", limit.toMillis()));
        bodyLimit.ifPresent(limit -> settings.put("bodyLimitBytes", limit.bytes()));
        protocol.ifPresent(spoken -> settings.put("protocol", spoken.name()));
        snippet.ifPresent(file -> settings.put("snippet", text(file)));
        return !settings.equals(before);
    }

    private static ObjectNode object(ObjectNode settings, String field) {
        return settings.path(field) instanceof ObjectNode present ? present : settings.putObject(field);
    }

    private void secure(ObjectNode settings) {
        tls.ifPresent(certificate -> object(settings, "tls").put("certificate", certificate));
        least.ifPresent(version -> object(settings, "tls").put("least", version.name()));
        if (redirectPlain != null) {
            object(settings, "tls").put("redirectPlain", redirectPlain);
        }
    }

    private static void headers(ObjectNode settings, String direction, Map<String, String> given) {
        if (given.isEmpty()) {
            return;
        }
        ObjectNode headers = object(settings, "headers");
        ArrayNode rules = headers.path(direction) instanceof ArrayNode present ? present : headers.putArray(direction);
        given.forEach((name, value) -> {
            rules.removeIf(rule -> rule.path("name").asString("").equalsIgnoreCase(name));
            rules.addObject().put("name", name).put("value", value);
        });
    }

    private void admit(ObjectNode settings) {
        if (!deny.isEmpty() || !allow.isEmpty()) {
            ArrayNode rules = settings.putArray("access");
            deny.forEach(addresses -> rules.addObject().put("allow", false).put("addresses", addresses));
            allow.forEach(addresses -> rules.addObject().put("allow", true).put("addresses", addresses));
        }
        rate.ifPresent(perSecond -> object(settings, "rate").put("perSecond", perSecond.intValue()));
        burst.ifPresent(more -> object(settings, "rate").put("burst", more.intValue()));
    }

    private void route(ObjectNode settings) {
        sticky.ifPresent(cookie -> object(settings, "stickiness").put("cookie", cookie));
        stickyFor.ifPresent(time -> object(settings, "stickiness").put("lifetimeSeconds", time.toSeconds()));
        slowStart.ifPresent(time -> settings.put("slowStartMillis", time.toMillis()));
        if (!matches.isEmpty()) {
            ArrayNode rules = settings.putArray("matches");
            matches.forEach(text -> match(rules.addObject(), text));
        }
    }

    private static void match(ObjectNode rule, String text) {
        Matcher parts = MATCH.matcher(text);
        if (!parts.matches()) {
            throw new CommandException(ExitCode.USAGE, "'" + text + "' is no match.",
                "Write it as header:X-Tester=yes=v2 or cookie:tester=yes=v2: where, its name, its value, the version.");
        }
        rule.put("source", parts.group(1).toUpperCase(Locale.ROOT)).put("name", parts.group(2)).put("value", parts.group(3))
            .put("version", parts.group(4));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName() + ".", "", e);
        }
    }
}
