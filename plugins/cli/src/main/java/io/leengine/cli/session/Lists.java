package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads lists page by page. */
public final class Lists {
    private static final int PAGE = 500;

    private Lists() {
    }

    /** Returns a body with the first so many items; with {@code next} if there are more. */
    public static JsonNode read(ApiClient api, Query query, int limit) {
        if (limit < 1) {
            throw new CommandException(ExitCode.USAGE, "--limit must be at least 1.", "");
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ArrayNode items = whole.putArray("items");
        JsonNode next = JsonNodeFactory.instance.missingNode();
        do {
            Query page = query.with("limit", Math.min(PAGE, limit - items.size()));
            JsonNode body = api.get((next.isString() ? page.with("after", next.asString()) : page).text()).body();
            body.path("items").forEach(items::add);
            next = body.path("next");
        } while (next.isString() && items.size() < limit);
        if (next.isString()) {
            whole.set("next", next);
        }
        return whole;
    }
}
