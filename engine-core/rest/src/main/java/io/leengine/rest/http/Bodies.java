package io.leengine.rest.http;

import io.leengine.model.EngineException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Reads the bodies of requests, whole and within a limit. */
final class Bodies {
    static final int LIMIT = 1 << 20;
    static final List<String> UPLOADS = List.of("application/java-archive", "application/octet-stream");

    private Bodies() {
    }

    static byte[] read(HttpServerExchange exchange, Route route) throws IOException {
        if (route.upload()) {
            String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
            if (type == null || !UPLOADS.contains(type.split(";")[0].strip())) {
                throw HttpProblem.unsupportedMediaType(type, UPLOADS);
            }
            return new byte[0];
        }
        if (route.body().isEmpty()) {
            return new byte[0];
        }
        if (exchange.getRequestContentLength() > LIMIT) {
            throw HttpProblem.tooLarge(LIMIT);
        }
        byte[] body = exchange.getInputStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            throw HttpProblem.tooLarge(LIMIT);
        }
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        if (type == null ? body.length > 0 : !isJson(type)) {
            throw HttpProblem.unsupportedMediaType(type, List.of("application/json"));
        }
        if (body.length == 0 && !skippable(route.body().get())) {
            throw EngineException.invalid("body", "This request needs a body, a JSON object.");
        }
        return body;
    }

    /** Returns whether nothing in a body is required. */
    static boolean skippable(Class<? extends Record> type) {
        return java.util.Arrays.stream(type.getRecordComponents())
            .allMatch(component -> component.getType() == java.util.Optional.class);
    }

    private static boolean isJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";");
        boolean json = parts[0].equals("application/json") || parts[0].equals("application/merge-patch+json");
        for (int i = 1; i < parts.length; i++) {
            String charset = parts[i].replace("\"", "");
            if (charset.startsWith("charset=") && !charset.equals("charset=utf-8")) {
                return false;
            }
        }
        return json;
    }
}
