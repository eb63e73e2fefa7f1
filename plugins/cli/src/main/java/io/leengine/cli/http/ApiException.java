package io.leengine.cli.http;

/** An engine refused a request. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ApiException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** Returns what it said. */
    public Problem problem() {
        return problem;
    }
}
