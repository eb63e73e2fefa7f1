package io.leengine.rest.http;

import io.leengine.engine.Page;
import io.leengine.rest.view.ItemsView;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a route answers.
 *
 * @param status the HTTP status
 * @param body a view, to be written as JSON; null for none, or when it is written by hand
 * @param headers more headers
 * @param written writes a body that is no view; null for none
 */
public record Answer(int status, Object body, Map<String, String> headers, Written written) {
    /** The header that names an operation beside an answer that tells of more. */
    public static final String OPERATION = "Operation-Location";

    /** A body that is written piece by piece. */
    public sealed interface Written permits Text, Events, Upgrade {
    }

    /**
     * A body of bytes.
     *
     * @param mediaType its type
     * @param writer writes it
     */
    public record Text(String mediaType, Writer writer) implements Written {
    }

    /**
     * Server-sent events.
     *
     * @param source sends them
     */
    public record Events(Source source) implements Written {
    }

    /**
     * A conversation over a WebSocket.
     *
     * @param conversation is held once the request has become one, and closed in any case
     */
    public record Upgrade(Conversation conversation) implements Written {
    }

    /** What goes over a WebSocket. */
    public interface Conversation extends AutoCloseable {
        /** Holds it, in a thread of its own, until its end. */
        void hold(Socket socket) throws IOException, InterruptedException;

        /** Gives back what it holds, whether it was held or not. Repeated: does no harm. */
        @Override
        void close();
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        /** Writes it; a failure cuts the connection. */
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** Sends events until there are no more. */
    @FunctionalInterface
    public interface Source {
        /** Sends them. What is thrown before the first event becomes a problem, as with any answer. */
        void send(EventStream stream) throws IOException, InterruptedException;
    }

    /** Returns an answer of 200. */
    public static Answer ok(Object body) {
        return of(200, body);
    }

    /** Returns an answer of any status. */
    public static Answer of(int status, Object body) {
        return new Answer(status, body, Map.of(), null);
    }

    /** Returns an answer without a body. */
    public static Answer noContent() {
        return of(204, null);
    }

    /** Returns 201 and where the new resource is. */
    public static Answer created(Object body, String... location) {
        return of(201, body).located(location);
    }

    /** Returns part of a list; the link to the next part goes in a header as well. */
    public static <T> Answer page(Call call, Page<T> page, Function<? super T, ?> view) {
        List<?> items = page.items().stream().map(view).toList();
        Optional<String> next = page.next().map(cursor -> Cursors.encode(call.list(), cursor));
        Answer answer = ok(new ItemsView(items, next));
        return next.map(cursor -> answer.with("Link", "<" + call.linkWith("after", cursor) + ">; rel=\"next\""))
            .orElse(answer);
    }

    /** Returns bytes. */
    public static Answer text(String mediaType, Writer writer) {
        return new Answer(200, null, Map.of(), new Text(mediaType, writer));
    }

    /** Returns events. */
    public static Answer events(Source source) {
        return new Answer(200, null, Map.of(), new Events(source));
    }

    /** Returns a conversation over a WebSocket. */
    public static Answer upgrade(Conversation conversation) {
        return new Answer(101, null, Map.of(), new Upgrade(conversation));
    }

    /** Returns the same answer with the place of a resource. */
    public Answer located(String... segments) {
        return with("Location", Call.BASE + PathText.join(segments));
    }

    /**
     * Returns the same answer with the place of the operation that goes on: where it is when nothing else is there yet,
     * and beside the answer when it tells of more.
     */
    public Answer operation(String... segments) {
        return with(status == 202 ? "Location" : OPERATION, Call.BASE + PathText.join(segments));
    }

    /** Returns the same answer with a revision. */
    public Answer etag(long revision) {
        return with("ETag", Revisions.etag(revision));
    }

    /** Returns the same answer with a header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, body, more, written);
    }
}
