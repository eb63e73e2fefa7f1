package io.leengine.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A blob on its way from another registry, through a reader to a client. What was read is passed on at the next read: so the
 * last of it is held back until somebody has said that all of it is right, and nothing torn is ever whole for the client.
 */
final class Passing extends InputStream {
    private final Call call;
    private final InputStream from;
    private final Duration patience;
    private Optional<Reply> reply = Optional.empty();
    private byte[] held = new byte[0];
    private int holds;
    private long left;
    private Optional<IOException> lost = Optional.empty();
    private Optional<IOException> gone = Optional.empty();

    /**
     * Begins with nothing read.
     *
     * @param length how much is to come
     */
    Passing(Call call, InputStream from, long length) {
        this.call = call;
        this.from = from;
        this.left = length;
        this.patience = call.patience();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0 || length == 0) {
            return left == 0 ? -1 : 0;
        }
        pass();
        int got = fetched(buffer, offset, (int) Math.min(length, left));
        left -= got;
        if (held.length < got) {
            held = new byte[got];
        }
        System.arraycopy(buffer, offset, held, 0, got);
        holds = got;
        return got;
    }

    private int fetched(byte[] buffer, int offset, int length) throws IOException {
        try {
            int got = from.read(buffer, offset, length);
            if (got >= 0) {
                return got;
            }
            throw new IOException("The blob ended " + left + " bytes early");
        } catch (IOException e) {
            lost = Optional.of(e);
            throw e;
        }
    }

    private void pass() throws IOException {
        if (holds > 0) {
            if (reply.isEmpty()) {
                reply = Optional.of(new Reply(call.exchange(), patience));
            }
            try {
                reply.get().write(ByteBuffer.wrap(held, 0, holds));
            } catch (IOException e) {
                gone = Optional.of(e);
                throw e;
            }
            holds = 0;
        }
    }

    /** Sends the last of it. */
    void finish() throws IOException {
        pass();
        if (reply.isPresent()) {
            reply.get().end();
        }
        call.exchange().endExchange();
    }

    /** Returns why the client took no more; empty when that is not what went wrong. */
    Optional<IOException> gone() {
        return gone;
    }

    /** Returns why no more came from the other registry; empty when that is not what went wrong. */
    Optional<IOException> lost() {
        return lost;
    }
}
