package io.leengine.rest.openapi;

import io.leengine.engine.access.Permission;
import io.leengine.http.Problem;
import io.leengine.model.ErrorCode;
import io.leengine.rest.http.Audience;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What may go wrong at a route: what it states, and what follows from the rest of it. */
final class ErrorAnswers {
    private final Route route;

    ErrorAnswers(Route route) {
        this.route = route;
    }

    /** Returns a description by HTTP status. */
    Map<String, String> byStatus() {
        Map<String, String> answers = codes().stream().collect(Collectors.groupingBy(
            code -> Integer.toString(status(code)), TreeMap::new,
            Collectors.mapping(Enum::name, Collectors.joining(", "))));
        if (!route.contents().isEmpty()) {
            answers.put("406", "`Accept` takes none of the forms of this answer.");
        }
        answers.put("414", "The path with its query is too long.");
        answers.put("431", "The headers are too large or too many.");
        if (route.body().isPresent()) {
            answers.put("408", "The body did not come in time.");
            answers.put("413", "The body is larger than 1 MiB.");
            answers.put("415", "The body is not sent as JSON.");
        }
        if (route.socket().isPresent()) {
            answers.put("426", "The request is no handshake for a WebSocket.");
        }
        if (route.upload()) {
            answers.put("415", "The body is not sent as a file.");
        }
        return answers;
    }

    private Set<ErrorCode> codes() {
        Set<ErrorCode> codes = EnumSet.of(ErrorCode.INVALID, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
        codes.addAll(route.errors());
        if (!route.open()) {
            codes.add(ErrorCode.UNAUTHENTICATED);
        }
        if (mayBeForbidden()) {
            codes.add(ErrorCode.FORBIDDEN);
        }
        if (!route.path().names().isEmpty()) {
            codes.add(ErrorCode.NOT_FOUND);
        }
        if (route.ifMatch() != IfMatch.IGNORED) {
            codes.add(ErrorCode.PRECONDITION_FAILED);
        }
        if (route.ifMatch() == IfMatch.REQUIRED) {
            codes.add(ErrorCode.PRECONDITION_REQUIRED);
        }
        if (route.idempotencyKey()) {
            codes.add(ErrorCode.CONFLICT);
        }
        return codes;
    }

    /** A role may be too low for more than to see, and a token may not reach what its holder may change. */
    private boolean mayBeForbidden() {
        boolean changes = !route.open() && !"GET".equals(route.method());
        return changes || route.audience().kind() == Audience.Kind.ADMINISTRATORS
            || route.audience().permissions().stream().anyMatch(each -> each != Permission.seeing(each.kind()));
    }

    private static int status(ErrorCode code) {
        return new Problem(code, "", Optional.empty(), Optional.empty(), "").status();
    }
}
