package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object being read. When the line breaks it goes on where it was, as the object never changes. */
final class S3Stream extends InputStream {
    private static final int BREAKS = 3;
    // A limit until the first byte is read would be kept by a thread that the client never ends.
    private static final Duration NO_LIMIT = Duration.ZERO;

    private final S3Connection s3;
    private final String key;
    private final long size;
    private long position;
    private int breaks;
    private ResponseInputStream<GetObjectResponse> current;

    S3Stream(S3Connection s3, String key, long offset, long size) throws InterruptedException {
        this.s3 = s3;
        this.key = key;
        this.size = size;
        position = offset;
        if (position < size) {
            current = request();
        }
    }

    private ResponseInputStream<GetObjectResponse> request() throws InterruptedException {
        long from = position;
        return s3.find(client -> client.getObject(get -> get.bucket(s3.bucket()).key(key).range("bytes=" + from + "-"),
                ResponseTransformer.toInputStream(NO_LIMIT)))
            .orElseThrow(() -> new EngineException(ErrorCode.INTERNAL, "Ceph's bucket has no object '" + key + "', of which a "
                + "blob consists.").withNextStep("Delete the images that have the blob and push them again."));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < size) {
            try {
                int got = open().read(bytes, offset, length);
                if (got > 0) {
                    position += got;
                    breaks = 0;
                    return got;
                }
                broke(new IOException("The object '" + key + "' ended at " + position + " of " + size + " bytes"));
            } catch (IOException e) {
                broke(e);
            }
        }
        return -1;
    }

    private InputStream open() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Reading from Ceph was interrupted");
        }
        if (current == null) {
            try {
                current = request();
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("Reading from Ceph was interrupted").initCause(e);
            } catch (EngineException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return current;
    }

    private void broke(IOException e) throws IOException {
        boolean stopped = Thread.currentThread().isInterrupted();
        drop();
        if (stopped && !(e instanceof InterruptedIOException)) {
            // A socket that a virtual thread was interrupted at says that it is closed.
            throw (IOException) new InterruptedIOException("Reading from Ceph was interrupted").initCause(e);
        }
        if (stopped || e.getCause() instanceof InterruptedException || e.getCause() instanceof EngineException
                || ++breaks > BREAKS) {
            throw e;
        }
    }

    private void drop() {
        if (current != null) {
            // Closing would read all that is left.
            current.abort();
            current = null;
        }
    }

    @Override
    public void close() {
        drop();
        position = size;
    }
}
