package io.leengine.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A thread in a process' clothes, for a reference whose memory another process could not share. Killing interrupts it. */
final class ThreadProcess extends Process {
    private static final int PIPE = 1 << 16;

    private final PipedInputStream said = new PipedInputStream(PIPE);
    private final Thread thread;

    /** What the process does until it is killed. */
    interface Program {
        void run(PrintStream out) throws InterruptedException;
    }

    ThreadProcess(Program program) {
        try {
            PipedOutputStream pipe = new PipedOutputStream(said);
            thread = Thread.ofPlatform().daemon().start(() -> {
                try (PrintStream out = new PrintStream(pipe, true, StandardCharsets.US_ASCII)) {
                    program.run(out);
                } catch (InterruptedException e) {
                    // Killed; what it was about to say it will not.
                    return;
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return said;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        thread.join();
        return 0;
    }

    @Override
    public int exitValue() {
        return 0;
    }

    @Override
    public void destroy() {
        thread.interrupt();
    }

    @Override
    public Process destroyForcibly() {
        destroy();
        return this;
    }

    @Override
    public ProcessHandle toHandle() {
        return new Handle();
    }

    /** As much of a handle as the kit uses. */
    private final class Handle implements ProcessHandle {
        @Override
        public long pid() {
            return thread.threadId();
        }

        @Override
        public java.util.Optional<ProcessHandle> parent() {
            return java.util.Optional.empty();
        }

        @Override
        public Stream<ProcessHandle> children() {
            return Stream.empty();
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return Stream.empty();
        }

        @Override
        public Info info() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<ProcessHandle> onExit() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean supportsNormalTermination() {
            return false;
        }

        @Override
        public boolean destroy() {
            return destroyForcibly();
        }

        @Override
        public boolean destroyForcibly() {
            thread.interrupt();
            return true;
        }

        @Override
        public boolean isAlive() {
            return thread.isAlive();
        }

        @Override
        public int compareTo(ProcessHandle other) {
            return Long.compare(pid(), other.pid());
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return thread.join(java.time.Duration.of(timeout, unit.toChronoUnit()));
    }
}
