package io.leengine.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The one exception of the platform. It says what is wrong in words for a person, carries a stable {@link ErrorCode},
 * and where it can, names the field at fault and the next step to take. The message must never hold a secret.
 */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String field;
    private final String nextStep;
    private final Duration retryAfter;

    /**
     * @param code what kind of error; not null
     * @param message what is wrong, one sentence for a person; not null
     */
    public EngineException(ErrorCode code, String message) {
        this(code, message, null, null, null, null);
    }

    /** As {@link #EngineException(ErrorCode, String)}, with the exception that led to it. */
    public EngineException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, null, cause);
    }

    private EngineException(ErrorCode code, String message, String field, String nextStep, Duration retryAfter,
            Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.field = field;
        this.nextStep = nextStep;
        this.retryAfter = retryAfter;
    }

    /** Returns an {@link ErrorCode#INVALID} error for one field of a request. */
    public static EngineException invalid(String field, String message) {
        return new EngineException(ErrorCode.INVALID, message, field, null, null, null);
    }

    /** Returns a {@link ErrorCode#NOT_FOUND} error, for example {@code notFound("application", "hello")}. */
    public static EngineException notFound(String what, String name) {
        return new EngineException(ErrorCode.NOT_FOUND, "There is no " + what + " '" + name + "'.");
    }

    /** Returns the same error that names the field at fault. */
    public EngineException withField(String name) {
        return new EngineException(code, getMessage(), name, nextStep, retryAfter, getCause());
    }

    /** Returns the same error that says what to do next. */
    public EngineException withNextStep(String step) {
        return new EngineException(code, getMessage(), field, step, retryAfter, getCause());
    }

    /** Returns the same error that says how long to wait before the same call may succeed. */
    public EngineException withRetryAfter(Duration time) {
        return new EngineException(code, getMessage(), field, nextStep, time, getCause());
    }

    /** Returns the stable code; never null. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the field of the request at fault, if one is. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** Returns the next step to take, if one is known. */
    public Optional<String> nextStep() {
        return Optional.ofNullable(nextStep);
    }

    /** Returns how long to wait before the same call may succeed, if that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
