package io.leengine.scheduler.k8s.testcell;

/** A cell cannot be had, or not be changed, for the reason the message gives with the next step to take. */
public class TestCellException extends RuntimeException {

    /** With what is wrong and what to do. */
    public TestCellException(String message) {
        super(message);
    }

    /** With what is wrong, what to do, and what it came from. */
    public TestCellException(String message, Throwable cause) {
        super(message, cause);
    }
}
