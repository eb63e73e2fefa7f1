package io.leengine.export;

/** An export is refused or has failed; says what is wrong and what to do. */
final class ExportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as the command line's exit codes have it. */
    enum Reason {
        /** A file could not be read or written. */
        FAILED(1),
        /** What was asked for cannot be. */
        REFUSED(2),
        /** A file or a name is not there. */
        NOT_FOUND(3),
        /** What is there already does not allow it. */
        CONFLICT(5);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;
    private final String nextStep;

    ExportException(Reason reason, String message, String nextStep, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.nextStep = nextStep;
    }

    static ExportException refused(String message, String nextStep) {
        return new ExportException(Reason.REFUSED, message, nextStep, null);
    }

    static ExportException notFound(String message, String nextStep) {
        return new ExportException(Reason.NOT_FOUND, message, nextStep, null);
    }

    Reason reason() {
        return reason;
    }

    /** Returns what to do next; empty when nobody knows. */
    String nextStep() {
        return nextStep;
    }
}
