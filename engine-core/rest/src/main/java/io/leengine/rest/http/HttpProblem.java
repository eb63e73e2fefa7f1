package io.leengine.rest.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An error of HTTP itself, which no {@link io.leengine.model.ErrorCode} has a status of its own for. */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient Optional<String> field;
    private final transient Map<String, String> headers;
    private final String nextStep;

    private HttpProblem(int status, String type, String message, Optional<String> field, Map<String, String> headers) {
        this(status, type, message, field, headers, "");
    }

    private HttpProblem(int status, String type, String message, Optional<String> field, Map<String, String> headers,
            String nextStep) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.field = field;
        this.headers = headers;
        this.nextStep = nextStep;
    }

    /** The path is known, the method is not: 405. */
    public static HttpProblem methodNotAllowed(String method, String allowed) {
        return new HttpProblem(405, "method-not-allowed", "This path does not take " + method + "; it takes "
            + allowed + ".", Optional.empty(), Map.of("Allow", allowed));
    }

    /** The body is too large: 413. */
    public static HttpProblem tooLarge(int limit) {
        return new HttpProblem(413, "body-too-large", "The body is larger than " + limit + " bytes.",
            Optional.of("body"), Map.of());
    }

    /** None of the forms the answer has is taken: 406. */
    public static HttpProblem notAcceptable(List<String> offered) {
        return new HttpProblem(406, "not-acceptable", "'Accept' takes none of the forms of this answer, which are "
            + String.join(", ", offered) + ".", Optional.of("Accept"), Map.of());
    }

    /** The body does not come: 408. */
    public static HttpProblem timeout(Duration limit) {
        return new HttpProblem(408, "request-timeout", "The body did not come within " + limit.toSeconds() + " s.",
            Optional.of("body"), Map.of("Connection", "close"));
    }

    /** The body is of a type that is not read here: 415. */
    public static HttpProblem unsupportedMediaType(String given, List<String> taken) {
        return new HttpProblem(415, "unsupported-media-type", "The body must be sent as 'Content-Type: "
            + taken.getFirst() + "' and is " + (given == null ? "of no stated type" : "'" + given + "'") + ".",
            Optional.of("Content-Type"), Map.of("Accept", String.join(", ", taken)));
    }

    /** The request would have to become a WebSocket: 426. */
    public static HttpProblem upgradeRequired(String protocol) {
        return new HttpProblem(426, "upgrade-required", "This path is a WebSocket (RFC 6455, version 13), and the request "
            + "is no handshake for one.", Optional.of("Upgrade"), Map.of("Upgrade", "websocket", "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13"), "Open it with a WebSocket client and the subprotocol " + protocol
                + ", for example with 'leengine exec'.");
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the last part of the problem's type. */
    public String type() {
        return type;
    }

    /** Returns the header or field at fault, if one is. */
    public Optional<String> field() {
        return field;
    }

    /** Returns what to do next, if that can be said. */
    public Optional<String> nextStep() {
        return Optional.of(nextStep).filter(text -> !text.isEmpty());
    }

    /** Returns whether the connection ends with it. */
    public boolean ends() {
        return status == 408;
    }

    /** Returns the headers that go with it. */
    public Map<String, String> headers() {
        return headers;
    }
}
