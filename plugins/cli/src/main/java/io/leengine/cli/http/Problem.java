package io.leengine.cli.http;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import tools.jackson.databind.JsonNode;

/**
 * What an engine says is wrong (RFC 9457).
 *
 * @param status HTTP status
 * @param code stable code
 * @param detail for a person
 * @param field the field at fault; may be empty
 * @param nextStep what to do; may be empty
 * @param requestId to find the engine's log lines by; may be empty
 */
public record Problem(int status, String code, String detail, String field, String nextStep, String requestId) {
    /** Reads one. */
    public static Problem of(int status, JsonNode body) {
        String title = body.path("title").asString("HTTP status " + status);
        return new Problem(status, body.path("code").asString(""), body.path("detail").asString(title),
            body.path("field").asString(""), body.path("nextStep").asString(""), body.path("requestId").asString(""));
    }

    /** Returns the exception that ends a command for it. */
    public CommandException exception() {
        return new CommandException(exitCode(), field.isEmpty() || detail.contains("'" + field + "'") ? detail
            : field + ": " + detail, nextStep);
    }

    private int exitCode() {
        return switch (status) {
            case 400, 405, 406, 413, 414, 415, 422, 426, 428, 431 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.DENIED;
            case 404, 410 -> ExitCode.NOT_FOUND;
            case 409, 412 -> ExitCode.CONFLICT;
            case 408, 429, 502, 503, 504, 507 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
        };
    }
}
