package io.leengine.cli.session;

import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Changes what was read, and only if nobody else has changed it meanwhile. */
public final class Changes {
    private Changes() {
    }

    /** Reads, and sends what is made of it with the same path. */
    public static Answer change(ApiClient api, String method, String path, Function<JsonNode, Object> change) {
        Answer read = api.get(path);
        return api.send(method, path, Optional.of(change.apply(read.body())), ifMatch(read));
    }

    /** Deletes what was read; the reading may be long ago. */
    public static Answer delete(ApiClient api, String path, Answer read) {
        return api.send("DELETE", path, Optional.empty(), ifMatch(read));
    }

    /** Returns the precondition that nobody has changed what was read. */
    public static Map<String, String> ifMatch(Answer read) {
        return read.etag().map(etag -> Map.of("If-Match", etag)).orElse(Map.of());
    }
}
