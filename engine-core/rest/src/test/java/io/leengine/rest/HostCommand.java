package io.leengine.rest;

import io.leengine.spi.scheduler.InstanceExec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of a test: a real process of this machine, without a terminal. */
final class HostCommand implements InstanceExec.Session {
    final Process process;
    volatile boolean swapped;
    private final List<String> sizes = new ArrayList<>();

    HostCommand(List<String> command) {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the terminal has had so many sizes, and returns the last. */
    synchronized String awaitSize(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (sizes.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("sizes: " + sizes);
            }
            wait(left / 1_000_000 + 1);
        }
        return sizes.getLast();
    }

    /** Fails unless the process ends soon. */
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            throw new AssertionError("the command still runs");
        }
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public synchronized void resize(int columns, int rows) {
        if (swapped) {
            throw new NoClassDefFoundError("of a bundle that has gone");
        }
        sizes.add(columns + "x" + rows);
        notifyAll();
    }

    @Override
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (swapped) {
            throw new NoClassDefFoundError("of a bundle that has gone");
        }
    }
}
