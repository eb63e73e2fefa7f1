package io.leengine.loadbalancer.nginx.bench;

/** The bench cannot go on; the message says why and, where there is one, the next step. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
