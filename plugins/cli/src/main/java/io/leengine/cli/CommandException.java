package io.leengine.cli;

/** Ends a command with words for a person, the next step to take, and an exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String nextStep;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message what is wrong
     * @param nextStep what to do; may be empty
     */
    public CommandException(int exitCode, String message, String nextStep) {
        super(message);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    /** As the other, with the exception that led to it. */
    public CommandException(int exitCode, String message, String nextStep, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    /** Returns the process's exit code. */
    public int exitCode() {
        return exitCode;
    }

    /** Returns what to do next; empty when nobody knows. */
    public String nextStep() {
        return nextStep;
    }
}
