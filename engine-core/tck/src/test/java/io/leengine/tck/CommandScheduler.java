package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import io.leengine.tck.reference.MemoryScheduler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/** The reference, with one command: {@code echo}, which does what the kit wants of one. */
final class CommandScheduler implements Scheduler, InstanceExec {
    static final List<String> ECHO = List.of("echo");
    private static final int ENDED = 7;
    private static final int ABSENT = 127;
    private static final int KILLED = 137;

    private final MemoryScheduler real;
    private final List<Command> commands = new ArrayList<>();

    CommandScheduler(MemoryScheduler real) {
        this.real = real;
    }

    /** Closes all but its commands. */
    void leave() {
        real.close();
    }

    void close() {
        leave();
        synchronized (commands) {
            commands.forEach(Command::cut);
        }
    }

    @Override
    public Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal)
            throws InterruptedException {
        try (Watch<InstanceEvent> watch = real.watch(context)) {
            var listed = (InstanceEvent.Listed) watch.next(context.remaining()).orElseThrow();
            if (listed.instances().stream().noneMatch(one -> one.id().equals(instance)
                    && one.version().namespace().equals(namespace))) {
                throw EngineException.notFound("instance", instance);
            }
        }
        Command begun = new Command(command, terminal ? "\r\n" : "\n");
        synchronized (commands) {
            commands.add(begun);
        }
        return begun;
    }

    /** Prints its arguments and what it reads, in the thread of whoever reads or types. */
    private static final class Command implements Session {
        private static final byte[] END = new byte[0];

        private final BlockingQueue<byte[]> printed = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private final String lineEnd;
        private InputStream piece = new ByteArrayInputStream(END);
        private boolean over;

        Command(List<String> command, String lineEnd) {
            this.lineEnd = lineEnd;
            if (command.getFirst().equals("echo")) {
                command.subList(1, command.size()).forEach(argument -> print(argument + "\n"));
            } else {
                print("There is no " + command.getFirst() + ".\n");
                end(ABSENT);
            }
        }

        private void print(String text) {
            printed.add(text.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8));
        }

        private void end(int status) {
            if (end.complete(status)) {
                printed.add(END);
            }
        }

        void cut() {
            if (end.completeExceptionally(new EngineException(ErrorCode.UNAVAILABLE, "The cell was closed."))) {
                printed.add(END);
            }
        }

        @Override
        public OutputStream input() {
            return new OutputStream() {
                @Override
                public void write(int one) {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    print(new String(bytes, offset, length, StandardCharsets.UTF_8));
                }

                @Override
                public void close() {
                    end(ENDED);
                }
            };
        }

        @Override
        public InputStream output() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    int next = piece.read();
                    while (next < 0 && !over) {
                        byte[] bytes = take();
                        over = bytes.length == 0;
                        piece = new ByteArrayInputStream(bytes);
                        next = piece.read();
                    }
                    return next;
                }

                private byte[] take() throws IOException {
                    try {
                        return printed.take();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw (IOException) new InterruptedIOException("Interrupted").initCause(e);
                    }
                }
            };
        }

        @Override
        public void resize(int columns, int rows) {
            // Nothing of it is as large as that.
        }

        @Override
        public int waitFor() throws InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                throw (EngineException) e.getCause();
            }
        }

        @Override
        public void close() {
            end(KILLED);
        }
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        return type == InstanceExec.class ? Optional.of(type.cast(this)) : real.ability(type);
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Health health() {
        return real.health();
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
        real.applyNamespace(context, namespace);
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
        real.deleteNamespace(context, namespace);
    }

    @Override
    public List<String> namespaces(CallContext context) throws InterruptedException {
        return real.namespaces(context);
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire) throws InterruptedException {
        real.applyVersion(context, version, retire);
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
        real.deleteVersion(context, version);
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
        return real.versions(context, namespace);
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
        real.stopInstance(context, namespace, instance);
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
        return real.watch(context);
    }

    @Override
    public CellStatus status(CallContext context) throws InterruptedException {
        return real.status(context);
    }
}
