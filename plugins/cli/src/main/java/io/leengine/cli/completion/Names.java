package io.leengine.cli.completion;

import io.leengine.cli.context.Context;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiClient.Limits;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.Session;
import io.leengine.cli.session.Surroundings;
import io.leengine.cli.values.Lengths;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** The names that there are at this moment, by the label of the argument that takes one. */
final class Names {
    private static final Duration PATIENCE = Duration.ofMillis(900);
    private static final int MOST = 200;

    /** Where names of a kind are listed, and which field is the name. */
    private record Listed(String path, String field, boolean searched) {
    }

    // A label in braces stands for the value of an earlier argument.
    private static final Map<String, Listed> LISTED = Map.ofEntries(
        Map.entry("APP", new Listed("/applications", "name", true)),
        Map.entry("VERSION", new Listed("/applications/{APP}/versions", "name", false)),
        Map.entry("INSTANCE", new Listed("/applications/{APP}/instances", "id", false)),
        Map.entry("REPOSITORY", new Listed("/images", "repository", true)),
        Map.entry("IMAGE", new Listed("/images", "repository", true)),
        Map.entry("TAG", new Listed("/images/{REPOSITORY}/tags", "name", true)),
        Map.entry("IMAGE-GROUP", new Listed("/image-groups", "name", true)),
        Map.entry("BUILD", new Listed("/code-builds", "name", true)),
        Map.entry("RUN", new Listed("/code-builds/{BUILD}/runs", "number", false)),
        Map.entry("CELL", new Listed("/cells", "name", false)),
        Map.entry("GROUP", new Listed("/load-balancer-groups", "name", false)),
        Map.entry("CERTIFICATE", new Listed("/load-balancer-groups/{GROUP}/certificates", "name", false)),
        Map.entry("PART", new Listed("/parts", "name", false)),
        Map.entry("PLUGIN", new Listed("/plugins", "id", false)),
        Map.entry("BUNDLE", new Listed("/bundles", "name", false)),
        Map.entry("OPERATION", new Listed("/operations", "id", false)),
        Map.entry("USER", new Listed("/users", "name", false)),
        Map.entry("SESSION", new Listed("/sessions", "id", false)),
        Map.entry("PROVIDER", new Listed("/identity-providers", "name", false)),
        Map.entry("TOKEN", new Listed("/tokens", "id", false)));

    // Of commands that take a kind of resource first, and then its name.
    private static final Map<String, Listed> OF_KIND = Map.of(
        "application", LISTED.get("APP"), "image", LISTED.get("IMAGE"), "image-group", LISTED.get("IMAGE-GROUP"),
        "code-build", LISTED.get("BUILD"));

    private static final Map<String, List<String>> FIXED = Map.of(
        "SEAM", List.of("scheduler", "network", "load-balancer", "builder", "registry-storage", "monitor", "bus",
            "notifier"),
        "ROLE", List.of("owner", "master", "developer", "reporter", "guest"));

    private final Surroundings surroundings;
    private final Duration patience;

    Names(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.patience = surroundings.variable("LEENGINE_COMPLETION_LIMIT").map(Lengths::parse).orElse(PATIENCE);
    }

    /**
     * Returns names, or none: when the label stands for nothing that has names, when nobody is logged in, when the engine
     * does not answer soon enough.
     *
     * @param values of the arguments and options before, by label
     * @param begin what a name that is wanted begins with
     */
    List<String> of(String label, Map<String, String> values, String begin) {
        if (label.equals("CONTEXT")) {
            return surroundings.contexts().all().stream().map(Context::name).toList();
        }
        if (FIXED.containsKey(label)) {
            return FIXED.get(label);
        }
        Listed ofKind = OF_KIND.get(values.getOrDefault("KIND", ""));
        Listed listed = switch (label) {
            case "NAME", "RESOURCE" -> ofKind;
            case "MEMBER" -> ofKind == null ? null : new Listed(ofKind.path() + "/{NAME}/members", "user", true);
            default -> LISTED.get(label);
        };
        return listed == null ? List.of() : soon(listed, label, values, begin);
    }

    private List<String> soon(Listed listed, String label, Map<String, String> values, String begin) {
        FutureTask<List<String>> asking = new FutureTask<>(() -> ask(listed, label, values, begin));
        Thread.ofVirtual().start(asking);
        try {
            return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<String> ask(Listed listed, String label, Map<String, String> values, String begin) {
        Session.Place place = Session.of(surroundings, Optional.ofNullable(values.get("CONTEXT")),
            Optional.ofNullable(values.get("URL"))).where();
        NameCache cache = new NameCache(surroundings, place);
        try (ApiClient api = new ApiClient(place.engine(), place.token(), new Limits(patience, patience))) {
            Optional<String> path = path(listed.path(), values, api);
            if (path.isEmpty()) {
                return List.of();
            }
            Query query = Query.of(path.get()).with("limit", MOST);
            String text = (listed.searched() && !begin.isEmpty() ? query.with("search", begin) : query).text();
            return cache.get(label + " " + values.getOrDefault("SEAM", "") + " " + text, () -> api.get(text).body()
                .path("items").valueStream().filter(item -> wanted(label, item, values))
                .map(item -> Values.text(item.path(listed.field()))).filter(name -> !name.isEmpty()).toList());
        }
    }

    /** A part is of a seam, and an instance of a cell. */
    private static boolean wanted(String label, JsonNode item, Map<String, String> values) {
        String of = label.equals("PART") ? "SEAM" : label.equals("INSTANCE") ? "CELL" : "";
        return !values.containsKey(of) || Values.text(item.path(of.toLowerCase(java.util.Locale.ROOT)))
            .equals(values.get(of));
    }

    private static Optional<String> path(String template, Map<String, String> values, ApiClient api) {
        int open = template.indexOf('{');
        if (open < 0) {
            return Optional.of(template);
        }
        int close = template.indexOf('}');
        String label = template.substring(open + 1, close);
        String value = values.get(label);
        if (value == null && label.equals("REPOSITORY") && values.containsKey("APP")) {
            // The image that a version is deployed from is its application's.
            value = Values.text(api.get("/applications/" + ApiClient.segment(values.get("APP"))).body().path("image"));
        }
        if (value == null && label.equals("GROUP") && values.containsKey("APP")) {
            // The certificate that a domain is served by is its group's.
            value = Values.text(api.get("/applications/" + ApiClient.segment(values.get("APP"))).body().path("group"));
        }
        return Optional.ofNullable(value).filter(each -> !each.isEmpty()).map(each -> template.substring(0, open)
            + ApiClient.segment(each) + template.substring(close + 1));
    }
}
