package io.leengine.cli.http;

import java.util.Map;
import java.util.Optional;

/** Ends a command that only tries: the request it would have sent, and what the engine says of it. */
public final class Tried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Request request;
    private final transient Optional<Answer> answer;
    private final transient Optional<ApiException> refusal;

    /**
     * A request that would change something.
     *
     * @param method the HTTP method
     * @param path below {@code /api/v1}
     * @param headers those of the command's own
     * @param body what is sent; empty for nothing
     */
    public record Request(String method, String path, Map<String, String> headers, Optional<Object> body) {
    }

    private Tried(Request request, Optional<Answer> answer, Optional<ApiException> refusal) {
        super(request.method() + " " + request.path(), null, false, false);
        this.request = request;
        this.answer = answer;
        this.refusal = refusal;
    }

    static Tried taken(Request request, Answer answer) {
        return new Tried(request, Optional.of(answer), Optional.empty());
    }

    static Tried refused(Request request, ApiException refusal) {
        return new Tried(request, Optional.empty(), Optional.of(refusal));
    }

    /** Returns what would have been sent. */
    public Request request() {
        return request;
    }

    /** Returns what the engine says would come of it. */
    public Optional<Answer> answer() {
        return answer;
    }

    /** Returns why the engine would refuse it. */
    public Optional<ApiException> refusal() {
        return refusal;
    }
}
