package io.leengine.rest.http;

import io.leengine.model.EngineException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSourceChannel;

/** Reads the bodies of requests, whole, within a limit and a time. */
final class Bodies {
    static final int LIMIT = 1 << 20;
    private static final int PART = 16 * 1024;
    static final List<String> UPLOADS = List.of("application/java-archive", "application/octet-stream");

    private final Duration time;

    /**
     * @param time how long a body may take to come
     */
    Bodies(Duration time) {
        this.time = time;
    }

    byte[] read(HttpServerExchange exchange, Route route) throws IOException {
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
        byte[] body = whole(exchange);
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        if (type == null ? body.length > 0 : !isJson(type)) {
            throw HttpProblem.unsupportedMediaType(type, List.of("application/json"));
        }
        if (body.length == 0 && !skippable(route.body().get())) {
            throw EngineException.invalid("body", "This request needs a body, a JSON object.");
        }
        return body;
    }

    // Not by the exchange's stream, whose reads wait for as long as a caller sends a byte now and then.
    private byte[] whole(HttpServerExchange exchange) throws IOException {
        StreamSourceChannel channel = exchange.getRequestChannel();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(PART);
        long deadline = System.nanoTime() + time.toNanos();
        for (int count = channel.read(part); count >= 0; count = channel.read(part)) {
            body.write(part.array(), 0, part.position());
            part.clear();
            if (body.size() > LIMIT) {
                throw HttpProblem.tooLarge(LIMIT);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                exchange.setPersistent(false);
                throw HttpProblem.timeout(time);
            } else if (count == 0) {
                channel.awaitReadable(left, TimeUnit.NANOSECONDS);
            }
        }
        return body.toByteArray();
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
