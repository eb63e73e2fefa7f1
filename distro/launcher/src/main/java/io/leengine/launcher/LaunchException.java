package io.leengine.launcher;

/** The engine cannot start; the message is the one line that the user reads. */
final class LaunchException extends Exception {
    private final int exitCode;

    LaunchException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    LaunchException(String message, Throwable cause) {
        this(ExitCode.FAILED, message, cause);
    }

    LaunchException(String message) {
        this(ExitCode.FAILED, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
