package io.leengine.rest.view;

import io.leengine.http.Problem;
import io.leengine.model.ErrorCode;
import java.util.Optional;

/** An error, as in RFC 9457. */
@Doc("What went wrong (RFC 9457).")
public record ProblemView(
        @Doc(value = "Stable; what kind of error.", example = "urn:leengine:problem:not-found") String type,
        @Doc(value = "The kind in words.", example = "Not found") String title,
        @Doc(value = "The HTTP status.", example = "404") int status,
        @Doc(value = "Stable; the engine's code.", example = "NOT_FOUND") ErrorCode code,
        @Doc(value = "What is wrong, for a person.", example = "There is no application 'hello'.") String detail,
        @Doc("The field, parameter or header at fault.") Optional<String> field,
        @Doc("What to do next.") Optional<String> nextStep,
        @Doc("The request's id; the engine's log names it.") String requestId) {
    /** Returns the view of a problem. */
    public static ProblemView of(Problem problem) {
        return new ProblemView(problem.type(), problem.title(), problem.status(), problem.code(), problem.detail(),
            problem.field(), problem.nextStep(), problem.requestId());
    }
}
