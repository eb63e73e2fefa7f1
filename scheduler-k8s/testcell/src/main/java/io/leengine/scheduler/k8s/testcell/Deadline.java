package io.leengine.scheduler.k8s.testcell;

import java.time.Duration;
import java.util.function.Supplier;

/** A time by which something has to be so. */
final class Deadline {

    /** What is asked again and again. */
    interface Question {
        boolean isSo() throws InterruptedException;
    }

    private final long end;
    private final Duration within;

    Deadline(Duration within) {
        this.within = within;
        end = System.nanoTime() + within.toNanos();
    }

    boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /** Asks until it is so. @throws TestCellException with that message when it is not so in time. */
    void await(Duration pause, Question question, Supplier<String> message) throws InterruptedException {
        while (!question.isSo()) {
            if (passed()) {
                throw new TestCellException(message.get() + " (waited " + within.toSeconds() + " s)");
            }
            Thread.sleep(pause);
        }
    }
}
