package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;

/**
 * What a start may still take of the machine: each thing as a whole, and none once the cell is being ended, which whoever presses
 * a key may do in the middle of a start. So what is recorded when it is shut is all there is.
 */
final class StartGate {

    /** Takes something of the machine, briefly. */
    interface Taking<T> {
        T take() throws IOException, InterruptedException;
    }

    private boolean shut;

    /** Takes it. @throws TestCellException when the cell is being ended */
    synchronized <T> T pass(Taking<T> taking) throws IOException, InterruptedException {
        if (shut) {
            throw new TestCellException("the cell is being ended");
        }
        return taking.take();
    }

    /** Lets nothing pass from now on; waits for what does. */
    synchronized void shut() {
        shut = true;
    }
}
