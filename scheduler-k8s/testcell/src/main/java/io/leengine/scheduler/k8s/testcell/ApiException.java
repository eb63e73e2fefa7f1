package io.leengine.scheduler.k8s.testcell;

/** Kubernetes refused a request. */
public class ApiException extends RuntimeException {

    private final int status;

    /** With the HTTP status and what was said. */
    public ApiException(int status, String message) {
        super(status + ": " + message);
        this.status = status;
    }

    /** The HTTP status, such as 404. */
    public int status() {
        return status;
    }
}
