package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Typing to a command whose connection has ended, which the client tells in its own way. */
class CommandInputTest {
    /** The client's end of it. */
    private static final class Ended extends OutputStream {
        @Override
        public void write(int one) {
            throw new KubernetesClientException("ended");
        }

        @Override
        public void flush() {
            throw new KubernetesClientException("ended");
        }

        @Override
        public void close() {
            throw new KubernetesClientException("ended");
        }
    }

    private static void assertEnded(Executable step) {
        assertEquals("The command reads no more: ended", assertThrows(IOException.class, step).getMessage());
    }

    @Test
    void theEndIsThatOfAStream() {
        CommandInput input = new CommandInput(new Ended());
        assertEnded(() -> input.write('a'));
        assertEnded(() -> input.write(new byte[10]));
        assertEnded(input::flush);
        assertEnded(input::close);
    }
}
