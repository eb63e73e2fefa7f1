package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a command reads. The client tells by an exception of its own that the connection has ended, as it does when the command
 * ends while somebody types; who writes to a stream knows an {@link IOException}.
 */
final class CommandInput extends FilterOutputStream {
    /** @param sent the client's end of it */
    CommandInput(OutputStream sent) {
        super(sent);
    }

    /** Something done to the client's end. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private static void told(Step step) throws IOException {
        try {
            step.take();
        } catch (KubernetesClientException e) {
            throw new IOException("The command reads no more: " + e.getMessage(), e);
        }
    }

    @Override
    public void write(int one) throws IOException {
        told(() -> out.write(one));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        told(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        told(out::flush);
    }

    @Override
    public void close() throws IOException {
        told(out::close);
    }
}
