package io.leengine.rest.http;

import io.leengine.http.Requests;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One answer of server-sent events (HTML standard, section 9.2). It begins with the first event or heartbeat; until
 * then an error is an ordinary problem. For the request's own thread.
 */
public final class EventStream {
    private static final HttpString LAST_EVENT_ID = HttpString.tryFromString("Last-Event-ID");
    private static final HttpString UNBUFFERED = HttpString.tryFromString("X-Accel-Buffering");
    /** What is taken back counts within a second, for who reads a stream as well. */
    private static final Duration CHECKED = Duration.ofMillis(500);
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServerExchange exchange;
    private final Duration heartbeat;
    private final Runnable stillAllowed;
    private final Json json;
    private OutputStream out;
    private boolean unsent;
    private long quietSince = System.nanoTime();
    private long checkedAt = System.nanoTime();

    /**
     * @param heartbeat longest time without a byte
     * @param stillAllowed throws once the caller's token has ended
     */
    public EventStream(HttpServerExchange exchange, Duration heartbeat, Runnable stillAllowed, Json json) {
        this.exchange = exchange;
        this.heartbeat = heartbeat;
        this.stillAllowed = stillAllowed;
        this.json = json;
    }

    /** Returns the id of the last event an earlier stream sent, if this one goes on with it. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(LAST_EVENT_ID))
            .filter(id -> !id.isEmpty());
    }

    /** Returns whether anything was sent. */
    public boolean begun() {
        return out != null;
    }

    /** Returns how long one may wait for an event before {@link #idle} has to be called. */
    public Duration patience() {
        Duration quiet = left(quietSince, heartbeat);
        Duration unchecked = left(checkedAt, CHECKED);
        return quiet.compareTo(unchecked) < 0 ? quiet : unchecked;
    }

    private static Duration left(long since, Duration limit) {
        Duration passed = Duration.ofNanos(System.nanoTime() - since);
        return passed.compareTo(limit) >= 0 ? Duration.ZERO : limit.minus(passed);
    }

    private void check() {
        if (left(checkedAt, CHECKED).isZero()) {
            checkedAt = System.nanoTime();
            stillAllowed.run();
        }
    }

    /**
     * Puts an event into the stream; {@link #flush} sends it.
     *
     * @param id of the event; empty for none
     * @param data a view
     */
    public void put(String event, String id, Object data) throws IOException {
        begin();
        if (!id.isEmpty()) {
            out.write(("id: " + id + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(json.write(data));
        out.write('\n');
        out.write('\n');
        unsent = true;
    }

    /** Sends what was put. */
    public void flush() throws IOException {
        if (unsent) {
            check();
            out.flush();
            unsent = false;
            quietSince = System.nanoTime();
        }
    }

    /** Says that nothing came: sends a heartbeat when it is time for one. A caller that went away shows here. */
    public void idle() throws IOException {
        check();
        if (left(quietSince, heartbeat).isZero()) {
            beat();
        }
    }

    /** Makes the answer begin, though there is no event yet. */
    public void open() throws IOException {
        if (!begun()) {
            beat();
        }
    }

    private void beat() throws IOException {
        begin();
        out.write(HEARTBEAT);
        unsent = true;
        flush();
    }

    private void begin() throws IOException {
        if (out == null) {
            Requests.endless(exchange);
            exchange.setStatusCode(200);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Content.EVENTS);
            exchange.getResponseHeaders().put(UNBUFFERED, "no");
            out = exchange.getOutputStream();
        }
    }
}
