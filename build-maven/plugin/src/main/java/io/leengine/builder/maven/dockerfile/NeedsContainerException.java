package io.leengine.builder.maven.dockerfile;

/** A Dockerfile is sound but asks for what only a real container build can do. */
public final class NeedsContainerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * @param line of the Dockerfile
     * @param message what it asks for, one sentence
     */
    public NeedsContainerException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** Returns the line at fault. */
    public int line() {
        return line;
    }
}
