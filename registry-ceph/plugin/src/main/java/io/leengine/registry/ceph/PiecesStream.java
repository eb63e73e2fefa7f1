package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Contents.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Contents read one after the other; each is opened when the one before is at its end. */
final class PiecesStream extends InputStream {
    private final Contents contents;
    private final Deque<Content> next;
    private InputStream current;

    private PiecesStream(Contents contents, Deque<Content> next, InputStream current) {
        this.contents = contents;
        this.next = next;
        this.current = current;
    }

    /** Opens what consists of contents from an offset that is within it. */
    static InputStream open(Contents contents, List<Content> pieces, long offset) throws InterruptedException {
        Deque<Content> left = new ArrayDeque<>(pieces);
        long skip = offset;
        while (!left.isEmpty() && skip >= left.getFirst().size()) {
            skip -= left.removeFirst().size();
        }
        // At once, so that what cannot be opened is an error of the call and not of a reader.
        InputStream first = left.isEmpty() ? nullInputStream() : contents.open(left.removeFirst(), skip);
        return new PiecesStream(contents, left, first);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = current.read(bytes, offset, length);
        while (got < 0 && !next.isEmpty()) {
            current.close();
            current = open(next.removeFirst());
            got = current.read(bytes, offset, length);
        }
        return got;
    }

    private InputStream open(Content content) throws IOException {
        try {
            return contents.open(content, 0);
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("Reading a blob was interrupted").initCause(e);
        } catch (EngineException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        next.clear();
        current.close();
    }
}
