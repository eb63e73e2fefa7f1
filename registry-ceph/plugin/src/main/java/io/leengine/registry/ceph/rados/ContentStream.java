package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * A content being read. One slice is always asked for; further ones are read ahead while all streams together have leave
 * for that, and more of them the longer the stream is read.
 */
final class ContentStream extends InputStream {
    private static final String WHAT = "Reading a content";
    private static final int AHEAD = 4;

    private final Rados rados;
    private final Contents.Content content;
    private final Deque<Slice> underWay = new ArrayDeque<>();
    private long asked;
    private int wanted = 1;
    private Slice current;
    private int position;
    private boolean closed;

    /** Part of the content, on its way or here. */
    private record Slice(Completion completion, Buffers.Buffer buffer, int length, boolean ahead) {
    }

    ContentStream(Rados rados, Contents.Content content, long offset) {
        this.rados = rados;
        this.content = content;
        this.asked = offset;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (closed) {
            throw new IOException("The content's stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (current == null && !advance()) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        MemorySegment.copy(current.buffer().memory(), JAVA_BYTE, position, into, offset, count);
        position += count;
        if (position == current.length()) {
            giveBack(current);
            current = null;
        }
        return count;
    }

    /** Waits for the first bytes, so that what cannot be read is an error of the call that opens it. */
    ContentStream begun() throws InterruptedException {
        boolean begun = false;
        try {
            fetch();
            begun = true;
            return this;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    private boolean advance() throws IOException {
        try {
            return fetch();
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("Reading a content was interrupted").initCause(e);
        } catch (EngineException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Makes the next slice the current one; false at the end. */
    private boolean fetch() throws InterruptedException {
        return rados.run(WHAT, connection -> {
            ask(connection);
            if (underWay.isEmpty()) {
                return false;
            }
            wanted = Math.min(wanted * 2, AHEAD);
            await(underWay.peek());
            current = underWay.remove();
            position = 0;
            ask(connection);
            return true;
        });
    }

    private void await(Slice slice) throws RadosException, InterruptedException {
        int got = 0;
        try {
            got = slice.completion().await();
        } catch (RadosException e) {
            if (!e.is(RadosException.ENOENT)) {
                throw e;
            }
        }
        if (got < slice.length()) {
            throw new EngineException(ErrorCode.INTERNAL, "A part of the content '" + content.id() + "' is not in Ceph.")
                .withNextStep("If nobody is deleting it, look at the cluster's health ('ceph -s') and push the image again.");
        }
    }

    private void ask(Connection connection) throws RadosException {
        while (asked < content.size() && underWay.size() < wanted) {
            boolean ahead = !underWay.isEmpty() || current != null;
            if (ahead && !rados.readsAhead().tryAcquire()) {
                return;
            }
            underWay.add(begin(connection, ahead));
        }
    }

    private Slice begin(Connection connection, boolean ahead) throws RadosException {
        int inSlice = (int) (asked % Rados.SLICE);
        int length = (int) Math.min(Rados.SLICE - inSlice, content.size() - asked);
        Buffers.Buffer buffer = rados.buffers().take();
        boolean begun = false;
        try {
            Completion completion = connection.begin(RadosContents.object(content.id(), asked / RadosContents.STRIPE),
                buffer.memory().asSlice(0, length), asked % RadosContents.STRIPE);
            begun = true;
            asked += length;
            return new Slice(completion, buffer, length, ahead);
        } finally {
            if (!begun) {
                release(buffer, ahead);
            }
        }
    }

    /** Gives a slice's memory back, when librados does not write to it any more. */
    private void giveBack(Slice slice) {
        slice.completion().afterwards(() -> release(slice.buffer(), slice.ahead()));
    }

    private void release(Buffers.Buffer buffer, boolean ahead) {
        rados.buffers().give(buffer);
        if (ahead) {
            rados.readsAhead().release();
        }
    }

    @Override
    public int available() {
        return current == null || closed ? 0 : current.length() - position;
    }

    @Override
    public void close() {
        closed = true;
        if (current != null) {
            giveBack(current);
            current = null;
        }
        underWay.forEach(this::giveBack);
        underWay.clear();
    }
}
