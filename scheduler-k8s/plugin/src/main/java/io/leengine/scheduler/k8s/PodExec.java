package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.TtyExecable;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.InstanceExec;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A command that runs in a pod's container. */
final class PodExec implements InstanceExec.Session, Opened.One {
    private static final System.Logger LOG = System.getLogger(PodExec.class.getName());
    private static final int NOT_STARTED = 126;

    private final ExecWatch exec;
    private final OutputStream input;
    private final InputStream output;
    private final OutputStream printed;
    private final CommandEnd end;
    private volatile Runnable whenClosed = () -> { };

    private PodExec(ExecWatch exec, CommandEnd end, InputStream output, OutputStream printed, boolean terminal) {
        this.exec = exec;
        this.input = new CommandInput(exec.getInput());
        this.end = end;
        this.output = output;
        this.printed = printed;
        end.follow(exec);
        // Whoever reads is told the end, however the command ended.
        end.then(() -> {
            try (printed) {
                if (!end.complaint().isEmpty()) {
                    printed.write((end.complaint() + (terminal ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "Nobody reads any more: {0}", e.getMessage());
            }
        });
    }

    /**
     * Starts it, on a thread of its own: the client holds on to a command whose caller was interrupted, and nobody would know
     * of it any more. One that begins after the caller has gone is ended.
     */
    static PodExec start(KubernetesClient client, String namespace, String pod, List<String> command, boolean terminal)
            throws InterruptedException {
        Attempt<PodExec> attempt = new Attempt<>(() -> open(client, namespace, pod, command, terminal), PodExec::close);
        Thread.ofVirtual().name("exec-" + pod).start(attempt);
        try {
            return attempt.get();
        } catch (InterruptedException e) {
            attempt.leave(false);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KubernetesClientException fault ? fault
                : new KubernetesClientException("The command could not be started", e.getCause());
        }
    }

    private static PodExec open(KubernetesClient client, String namespace, String pod, List<String> command, boolean terminal) {
        try {
            // A pipe of the system: it holds back a command that prints faster than is read, whatever thread it comes on.
            Pipe pipe = Pipe.open();
            boolean begun = false;
            try {
                OutputStream printed = Channels.newOutputStream(pipe.sink());
                ContainerResource container = client.pods().inNamespace(namespace).withName(pod).inContainer(Names.CONTAINER);
                TtyExecable execable = container.redirectingInput().writingOutput(printed).writingError(printed);
                CommandEnd end = new CommandEnd();
                ExecWatch exec = (terminal ? execable.withTTY() : execable).usingListener(end)
                    .exec(command.toArray(new String[0]));
                PodExec started = new PodExec(exec, end, Channels.newInputStream(pipe.source()), printed, terminal);
                begun = true;
                return started;
            } finally {
                if (!begun) {
                    pipe.source().close();
                    pipe.sink().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A pipe could not be made", e);
        }
    }

    @Override
    public void whenClosed(Runnable told) {
        whenClosed = told;
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public void resize(int columns, int rows) {
        if (!end.isOver()) {
            try {
                exec.resize(columns, rows);
            } catch (KubernetesClientException e) {
                // It has just ended, or its connection broke: its end says which.
                LOG.log(System.Logger.Level.DEBUG, "A terminal was not resized: {0}", e.getMessage());
            }
        }
    }

    @Override
    public int waitFor() throws InterruptedException {
        int code = end.await();
        return code < 0 ? NOT_STARTED : code;
    }

    @Override
    public void close() {
        whenClosed.run();
        end.fail("The command was ended.", null);
        exec.close();
        close(printed);
        close(output);
    }

    private static void close(Closeable end) {
        try {
            end.close();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "A pipe could not be closed.", e);
        }
    }
}
