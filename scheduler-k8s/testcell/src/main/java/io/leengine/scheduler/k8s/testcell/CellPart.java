package io.leengine.scheduler.k8s.testcell;

import java.nio.file.Path;

/**
 * One process of a cell, to make it fail and come back. Every call that starts one returns when it answers. Calls may come from
 * any thread, one at a time.
 */
public interface CellPart {

    /** Such as {@code kube-apiserver}. */
    String name();

    /** Whether its process is there, be it paused. */
    boolean alive();

    /** The file its output goes to; restarts append. */
    Path log();

    /** Starts it as it was started first, at the same ports, and waits until it answers. Nothing when it runs. */
    void start() throws InterruptedException;

    /** Ends it as an operator would (SIGTERM, and SIGKILL when that takes long). Nothing when it does not run. */
    void stop() throws InterruptedException;

    /** Ends it as a crash would (SIGKILL). Nothing when it does not run. */
    void kill() throws InterruptedException;

    /** Holds it where it is (SIGSTOP): it keeps its connections and answers nothing. */
    void pause() throws InterruptedException;

    /** Lets it go on (SIGCONT). */
    void resume() throws InterruptedException;

    /** Stops and starts it. */
    default void restart() throws InterruptedException {
        stop();
        start();
    }
}
