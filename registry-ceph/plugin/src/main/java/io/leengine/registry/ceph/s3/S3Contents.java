package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Contents;
import java.io.InputStream;
import java.util.List;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Contents as objects {@code contents/ID}, written in parts. */
final class S3Contents implements Contents {
    private static final String ROOT = "contents/";

    private final S3Connection s3;
    private final BufferPool buffers;

    S3Contents(S3Connection s3) {
        this.s3 = s3;
        buffers = new BufferPool(s3.options().partBytes(), s3.options().parts());
    }

    /** Returns under which key a content lies. */
    static String key(String id) {
        return ROOT + id;
    }

    /** Returns how many buffers nobody uses. */
    int freeBuffers() {
        return buffers.free();
    }

    @Override
    public Writer create(String id) {
        return new S3Writer(s3, buffers, key(id));
    }

    @Override
    public InputStream open(Content content, long offset) throws InterruptedException {
        return new S3Stream(s3, key(content.id()), offset, content.size());
    }

    @Override
    public void delete(Content content) throws InterruptedException {
        s3.write(client -> client.deleteObject(delete -> delete.bucket(s3.bucket()).key(key(content.id()))));
    }

    @Override
    public void discard(String id) throws InterruptedException {
        String key = key(id);
        // First, as one that ends becomes an object.
        List<MultipartUpload> begun = s3.call(client -> client.listMultipartUploads(
            list -> list.bucket(s3.bucket()).prefix(key))).uploads();
        for (MultipartUpload each : begun) {
            abort(each);
        }
        s3.write(client -> client.deleteObject(delete -> delete.bucket(s3.bucket()).key(key)));
    }

    private void abort(MultipartUpload upload) throws InterruptedException {
        try {
            s3.write(client -> client.abortMultipartUpload(abort -> abort.bucket(s3.bucket()).key(upload.key())
                .uploadId(upload.uploadId())));
        } catch (EngineException e) {
            if (S3Connection.status(e) != Failures.ABSENT) {
                throw e;
            }
        }
    }
}
