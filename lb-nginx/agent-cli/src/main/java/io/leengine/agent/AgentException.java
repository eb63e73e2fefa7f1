package io.leengine.agent;

/** Ends a command with words for a person, the next step to take, and an exit code. */
final class AgentException extends Exception {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 6;
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String nextStep;

    /** @param nextStep what to do; may be empty */
    AgentException(int exitCode, String message, String nextStep) {
        super(message);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    AgentException(int exitCode, String message, String nextStep, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    int exitCode() {
        return exitCode;
    }

    String nextStep() {
        return nextStep;
    }
}
