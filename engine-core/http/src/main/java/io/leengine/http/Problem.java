package io.leengine.http;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An error as a caller over HTTP sees it (RFC 9457, "Problem Details for HTTP APIs").
 *
 * @param code the stable code
 * @param detail what is wrong, for a person
 * @param field the field of the request at fault
 * @param nextStep what to do next
 * @param requestId the request's id
 */
public record Problem(ErrorCode code, String detail, Optional<String> field, Optional<String> nextStep,
        String requestId) {
    /** Nothing may be null. */
    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(nextStep, "nextStep");
        Objects.requireNonNull(requestId, "requestId");
    }

    /** Returns an engine's error as a problem. */
    public static Problem of(EngineException error, String requestId) {
        return new Problem(error.code(), error.getMessage(), error.field(), error.nextStep(), requestId);
    }

    /** Returns a defect as a problem: nothing of it but where to look is told. */
    public static Problem defect(String requestId) {
        return new Problem(ErrorCode.INTERNAL, "The engine failed at this request; its log says why.", Optional.empty(),
            Optional.of("Give your operator the request id " + requestId + "."), requestId);
    }

    /** Returns the HTTP status that goes with the code. */
    public int status() {
        return switch (code) {
            case INVALID, DIGEST_MISMATCH -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case BUILD_FAILED -> 422;
            case PRECONDITION_REQUIRED -> 428;
            case TOO_MANY_REQUESTS -> 429;
            case INTERNAL -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            case INSUFFICIENT_RESOURCES -> 507;
        };
    }

    /** Returns the stable type, for example {@code urn:leengine:problem:not-found}. */
    public String type() {
        return "urn:leengine:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the code in words, for example {@code Not found}. */
    public String title() {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Returns the problem as JSON. */
    public String json() {
        return json(type(), title(), status());
    }

    /** Returns the problem as JSON, with a type and a status that no code has. */
    String json(String type, String title, int status) {
        StringBuilder out = new StringBuilder(256).append('{');
        member(out, "type", type);
        member(out, "title", title);
        out.append(",\"status\":").append(status);
        member(out, "code", code.name());
        member(out, "detail", detail);
        field.ifPresent(value -> member(out, "field", value));
        nextStep.ifPresent(value -> member(out, "nextStep", value));
        member(out, "requestId", requestId);
        return out.append('}').toString();
    }

    private static void member(StringBuilder out, String name, String value) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append('"').append(name).append("\":\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        out.append('"');
    }
}
