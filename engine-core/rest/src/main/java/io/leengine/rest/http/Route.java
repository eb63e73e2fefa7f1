package io.leengine.rest.http;

import io.leengine.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the table: all that the router and the OpenAPI document have to know of an operation.
 *
 * @param id unique; the operation's id
 * @param method the HTTP method
 * @param path the template below {@code /api/v1}
 * @param tag its family
 * @param summary in one line
 * @param description more of it; empty when the summary says all
 * @param audience who may use it
 * @param query its query parameters
 * @param body the record that its body is read into, if it takes one
 * @param upload whether its body is a file, which the handler reads as a stream
 * @param status the status when all goes well
 * @param contents the forms of the answer; none when there is no body
 * @param etag whether the answer carries the revision
 * @param cacheable whether the revision tells all of the answer, so that {@code If-None-Match} may save it
 * @param location whether the answer says where the new resource is
 * @param operation whether it begins work that goes on, and the answer names it
 * @param ifMatch whether it takes the revision that the caller has seen
 * @param untried why it cannot be tried without doing it; empty when it can
 * @param errors what may go wrong beyond what follows from the rest
 * @param socket the subprotocol of the WebSocket that the request becomes; empty for an ordinary answer
 * @param handler what answers
 */
public record Route(String id, String method, PathTemplate path, String tag, String summary, String description,
        Audience audience, List<Parameter> query, Optional<Class<? extends Record>> body, boolean upload, int status,
        List<Content> contents, boolean etag, boolean cacheable, boolean location,
        boolean operation, IfMatch ifMatch, String untried, Set<ErrorCode> errors, Optional<String> socket, RouteHandler handler) {
    /** Returns whether it needs no log-in. */
    public boolean open() {
        return audience.kind() == Audience.Kind.ANYONE;
    }

    /** Returns whether the answer may have no near end. */
    public boolean streaming() {
        return contents.stream().anyMatch(content -> content.mediaType().equals(Content.EVENTS));
    }

    /** Returns whether it answers {@code HEAD} too: what has no near end, or begins something, does not. */
    public boolean head() {
        return method.equals("GET") && !streaming() && socket.isEmpty();
    }

    /** Returns whether it is there to change something. */
    public boolean changes() {
        return !method.equals("GET");
    }

    /** Returns whether it can be tried: checked to the end, and nothing kept. */
    public boolean dryRun() {
        return changes() && untried.isEmpty();
    }

    /** Returns whether a repeat can be made known by a key. */
    public boolean idempotencyKey() {
        return method.equals("POST") && !open();
    }

    /** Starts a line of the table. */
    public static RouteDraft of(String id, String method, String path, String tag, String summary) {
        return new RouteDraft(id, method, path, tag, summary);
    }
}
