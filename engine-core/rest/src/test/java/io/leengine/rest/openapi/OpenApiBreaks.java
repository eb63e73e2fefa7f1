package io.leengine.rest.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What in one OpenAPI document would break who was written against an earlier one. Additions break nobody: a client reads
 * past fields it does not know. What a request may hold must not become less, and what an answer holds neither.
 */
public final class OpenApiBreaks {
    private enum Direction {
        REQUEST, ANSWER
    }

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> found = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private OpenApiBreaks(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** Returns each break, in words, in the order of the earlier document. */
    public static List<String> between(JsonNode before, JsonNode after) {
        OpenApiBreaks breaks = new OpenApiBreaks(before, after);
        before.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) ->
            breaks.operation(method.toUpperCase(Locale.ROOT) + " " + path, operation,
                after.get("paths").path(path).path(method))));
        return breaks.found;
    }

    private void operation(String where, JsonNode old, JsonNode now) {
        if (now.isMissingNode()) {
            found.add(where + ": the route is gone");
            return;
        }
        if (old.has("security") && old.get("security").isEmpty() && !now.has("security")) {
            found.add(where + ": it needs a log-in now");
        }
        parameters(where, old, now);
        body(where, old.path("requestBody"), now.path("requestBody"));
        old.get("responses").forEachEntry((status, answer) -> {
            if (status.startsWith("2")) {
                answer(where + " " + status, answer, now.get("responses").path(status));
            }
        });
    }

    private void parameters(String where, JsonNode old, JsonNode now) {
        Map<String, JsonNode> earlier = named(old);
        Map<String, JsonNode> later = named(now);
        earlier.forEach((name, parameter) -> {
            if (!later.containsKey(name)) {
                found.add(where + ": the parameter " + name + " is gone");
            } else {
                if (required(later.get(name)) && !required(parameter)) {
                    found.add(where + ": the parameter " + name + " must be given now");
                }
                schema(where + ": the parameter " + name, Direction.REQUEST, parameter.path("schema"),
                    later.get(name).path("schema"));
            }
        });
        later.forEach((name, parameter) -> {
            if (!earlier.containsKey(name) && required(parameter)) {
                found.add(where + ": the new parameter " + name + " must be given");
            }
        });
    }

    private static Map<String, JsonNode> named(JsonNode operation) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        operation.path("parameters").forEach(parameter ->
            named.put(parameter.get("name").asString() + " (" + parameter.get("in").asString() + ")", parameter));
        return named;
    }

    private static boolean required(JsonNode of) {
        return of.path("required").asBoolean(false);
    }

    private void body(String where, JsonNode old, JsonNode now) {
        if (required(now) && !required(old)) {
            found.add(where + ": a body must be given now");
        }
        if (!old.isMissingNode() && now.isMissingNode()) {
            found.add(where + ": it takes no body any more");
            return;
        }
        old.path("content").forEachEntry((type, media) -> {
            if (!now.path("content").has(type)) {
                found.add(where + ": the body is not taken as " + type + " any more");
            } else {
                schema(where + ": the body", Direction.REQUEST, media.path("schema"),
                    now.at("/content").path(type).path("schema"));
            }
        });
    }

    private void answer(String where, JsonNode old, JsonNode now) {
        if (now.isMissingNode()) {
            found.add(where + ": the answer is gone");
            return;
        }
        old.path("headers").forEachEntry((header, _) -> {
            if (!now.path("headers").has(header)) {
                found.add(where + ": the header " + header + " is gone");
            }
        });
        old.path("content").forEachEntry((type, media) -> {
            JsonNode later = now.path("content").path(type);
            if (later.isMissingNode()) {
                found.add(where + ": the answer is not given as " + type + " any more");
            } else {
                schema(where + ": the answer", Direction.ANSWER, media.path("schema"), later.path("schema"));
                schema(where + ": the data of an event", Direction.ANSWER, media.path("x-event-data"),
                    later.path("x-event-data"));
            }
        });
    }

    private void schema(String where, Direction direction, JsonNode old, JsonNode now) {
        // A schema is named once, however many routes it stands in.
        String name = old.path("$ref").asString("");
        String later = now.path("$ref").asString("");
        if (!name.isEmpty() && name.equals(later)) {
            if (compared.add(direction + name)) {
                bare(name.substring(name.lastIndexOf('/') + 1) + (direction == Direction.REQUEST ? " (given)" : ""),
                    direction, before.at(name.substring(1)), after.at(name.substring(1)));
            }
            return;
        }
        bare(where, direction, name.isEmpty() ? old : before.at(name.substring(1)),
            later.isEmpty() ? now : after.at(later.substring(1)));
    }

    private void bare(String where, Direction direction, JsonNode old, JsonNode now) {
        if (old.isMissingNode()) {
            if (!now.isMissingNode() && direction == Direction.REQUEST) {
                found.add(where + " has a schema now");
            }
            return;
        }
        types(where, direction, old, now);
        bounds(where, direction, old, now);
        enumeration(where, direction, old, now);
        properties(where, direction, old, now);
        inner(where, direction, old, now, "items", " item");
        inner(where, direction, old, now, "additionalProperties", " value");
        for (int at = 0; at < old.path("prefixItems").size(); at++) {
            schema(where + " item " + at, direction, old.get("prefixItems").get(at), now.path("prefixItems").path(at));
        }
    }

    private void inner(String where, Direction direction, JsonNode old, JsonNode now, String keyword, String word) {
        if (old.path(keyword).isObject()) {
            schema(where + word, direction, old.get(keyword), now.path(keyword));
        }
    }

    private void types(String where, Direction direction, JsonNode old, JsonNode now) {
        String earlier = old.path("type").asString("");
        String later = now.path("type").asString("");
        boolean wider = earlier.equals("integer") && later.equals("number");
        boolean narrower = earlier.equals("number") && later.equals("integer");
        boolean fine = earlier.equals(later) || later.isEmpty() && direction == Direction.REQUEST
            || (direction == Direction.REQUEST ? wider : narrower) || earlier.isEmpty() && direction == Direction.ANSWER;
        if (!fine) {
            found.add(where + ": the type was " + word(earlier) + " and is " + word(later));
        }
        String format = old.path("format").asString("");
        if (!format.equals(now.path("format").asString("")) && (direction == Direction.ANSWER || now.has("format"))) {
            found.add(where + ": the format was " + word(format) + " and is " + word(now.path("format").asString("")));
        }
    }

    private static String word(String text) {
        return text.isEmpty() ? "any" : text;
    }

    private void bounds(String where, Direction direction, JsonNode old, JsonNode now) {
        if (direction == Direction.ANSWER) {
            return;
        }
        for (String upper : List.of("maxLength", "maximum", "maxItems", "maxProperties")) {
            if (now.has(upper) && (!old.has(upper) || now.get(upper).asLong() < old.get(upper).asLong())) {
                found.add(where + ": " + upper + " was " + word(old.path(upper).asString("")) + " and is "
                    + now.get(upper).asString());
            }
        }
        for (String lower : List.of("minLength", "minimum", "minItems")) {
            if (now.has(lower) && (!old.has(lower) || now.get(lower).asLong() > old.get(lower).asLong())) {
                found.add(where + ": " + lower + " was " + word(old.path(lower).asString("")) + " and is "
                    + now.get(lower).asString());
            }
        }
        if (now.has("pattern") && !now.get("pattern").equals(old.path("pattern"))) {
            found.add(where + ": the pattern was " + word(old.path("pattern").asString("")) + " and is "
                + now.get("pattern").asString());
        }
    }

    private void enumeration(String where, Direction direction, JsonNode old, JsonNode now) {
        Set<String> earlier = texts(old.path("enum"));
        Set<String> later = texts(now.path("enum"));
        if (direction == Direction.REQUEST && !later.isEmpty()) {
            if (earlier.isEmpty()) {
                found.add(where + ": only " + later + " is taken now");
            }
            earlier.stream().filter(value -> !later.contains(value)).forEach(value ->
                found.add(where + ": the value " + value + " is gone"));
        } else if (direction == Direction.ANSWER && !earlier.isEmpty() && later.isEmpty()) {
            found.add(where + ": it may be anything now, and was one of " + earlier);
        }
    }

    private void properties(String where, Direction direction, JsonNode old, JsonNode now) {
        Set<String> required = texts(old.path("required"));
        Set<String> requiredNow = texts(now.path("required"));
        old.path("properties").forEachEntry((property, of) -> {
            String field = where + ": the field '" + property + "'";
            if (!now.path("properties").has(property)) {
                if (direction == Direction.ANSWER || now.path("additionalProperties").isBoolean()) {
                    found.add(field + " is gone");
                }
                return;
            }
            if (direction == Direction.ANSWER && required.contains(property) && !requiredNow.contains(property)) {
                found.add(field + " may be absent now");
            }
            schema(field, direction, of, now.get("properties").get(property));
        });
        if (direction == Direction.REQUEST) {
            requiredNow.stream().filter(property -> !required.contains(property)).forEach(property ->
                found.add(where + ": the field '" + property + "' must be given now"));
            if (now.path("additionalProperties").isBoolean() && !old.has("additionalProperties")) {
                found.add(where + ": unknown fields are refused now");
            }
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }
}
