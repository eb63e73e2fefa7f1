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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** A command that runs in a pod's container. */
final class PodExec implements InstanceExec.Session {
    private static final int NOT_STARTED = 126;

    private final ExecWatch exec;
    private final InputStream output;
    private final OutputStream printed;

    private PodExec(ExecWatch exec, InputStream output, OutputStream printed) {
        this.exec = exec;
        this.output = output;
        this.printed = printed;
        // Whoever reads is told the end, however the command ended.
        exec.exitCode().whenComplete((code, failure) -> close(printed));
    }

    static PodExec start(KubernetesClient client, String namespace, String pod, List<String> command, boolean terminal) {
        try {
            // A pipe of the system: it holds back a command that prints faster than is read, whatever thread it comes on.
            Pipe pipe = Pipe.open();
            OutputStream printed = Channels.newOutputStream(pipe.sink());
            ContainerResource container = client.pods().inNamespace(namespace).withName(pod).inContainer(Names.CONTAINER);
            TtyExecable execable = container.redirectingInput().writingOutput(printed).writingError(printed);
            String[] arguments = command.toArray(new String[0]);
            try {
                return new PodExec(terminal ? execable.withTTY().exec(arguments) : execable.exec(arguments),
                    Channels.newInputStream(pipe.source()), printed);
            } catch (KubernetesClientException e) {
                pipe.source().close();
                pipe.sink().close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A pipe could not be made", e);
        }
    }

    @Override
    public OutputStream input() {
        return exec.getInput();
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public void resize(int columns, int rows) {
        exec.resize(columns, rows);
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            int code = exec.exitCode().get();
            return code < 0 ? NOT_STARTED : code;
        } catch (ExecutionException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The connection to the command broke: "
                + e.getCause().getMessage(), e.getCause());
        } catch (CancellationException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The command was ended.", e);
        }
    }

    @Override
    public void close() {
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
