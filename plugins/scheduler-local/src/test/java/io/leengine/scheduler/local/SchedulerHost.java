package io.leengine.scheduler.local;

import java.nio.file.Path;

/** A program that opens a cell and goes on until it is killed: what an engine does that is killed. */
public final class SchedulerHost {
    private SchedulerHost() {
    }

    /** @param arguments the cell's folder and its ports */
    public static void main(String[] arguments) throws Exception {
        Options like = TestCell.options(Path.of(arguments[0]));
        LocalScheduler scheduler = new LocalScheduler(TestCell.withPorts(like, arguments[1]));
        System.out.println("open " + scheduler.name());
        Thread.currentThread().join();
    }
}
