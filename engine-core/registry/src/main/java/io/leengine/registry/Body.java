package io.leengine.registry;

import io.leengine.registry.RegistryError.Code;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSourceChannel;

/**
 * The content of a request as it comes, so that nothing of it is held here. It waits for a sender that stalls for a while
 * and no longer, and remembers what was wrong: a storage that reads it can only tell that it broke.
 */
final class Body extends InputStream {
    private final HttpServerExchange exchange;
    private final StreamSourceChannel channel;
    private final Duration patience;
    private final Code broken;
    private RegistryError fault;

    /**
     * Takes over the content; once in an exchange.
     *
     * @param patience how long a sender may send nothing
     * @param broken what to say when it breaks off
     */
    Body(HttpServerExchange exchange, Duration patience, Code broken) {
        this.exchange = exchange;
        this.channel = exchange.getRequestChannel();
        this.patience = patience;
        this.broken = broken;
    }

    /** Returns what the sender did wrong; empty as long as it did nothing. */
    Optional<RegistryError> fault() {
        return Optional.ofNullable(fault);
    }

    /** Reads all of it; {@code SIZE_INVALID} when there is more than that many bytes. */
    byte[] whole(int most, String tooMany) throws IOException {
        if (exchange.getRequestContentLength() > most) {
            throw new RegistryError(Code.SIZE_INVALID, tooMany);
        }
        byte[] bytes;
        try {
            bytes = readNBytes(most + 1);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw fault().orElseThrow(() -> e);
        }
        if (bytes.length > most) {
            throw new RegistryError(Code.SIZE_INVALID, tooMany);
        }
        return bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return length == 0 ? 0 : await(ByteBuffer.wrap(buffer, offset, length));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (fault == null) {
                fault = new RegistryError(broken, "The content broke off before its end.");
            }
            throw e;
        }
    }

    private int await(ByteBuffer target) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int got = channel.read(target);; got = channel.read(target)) {
            if (got != 0) {
                return got;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw stalled();
            }
            channel.awaitReadable(left, TimeUnit.NANOSECONDS);
            if (Thread.interrupted()) {
                throw new InterruptedIOException("Reading a request was interrupted");
            }
        }
    }

    /** The connection ends with the answer: where the next request would begin is not known. */
    private IOException stalled() throws IOException {
        fault = new RegistryError(Code.REQUEST_TIMEOUT, "Nothing of the content came for " + patience.toSeconds() + " s.");
        exchange.setPersistent(false);
        channel.shutdownReads();
        return new IOException("The sender stalled for " + patience.toSeconds() + " s");
    }
}
