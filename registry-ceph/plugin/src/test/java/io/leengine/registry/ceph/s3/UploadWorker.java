package io.leengine.registry.ceph.s3;

import io.leengine.registry.ceph.Pieces;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/** A process that pushes and is killed in the middle. */
final class UploadWorker {
    static final int PIECE = 6 << 20;
    static final int SENT = 20 << 20;
    static final Pieces PIECES = new Pieces(PIECE, 1 << 20);

    private UploadWorker() {
    }

    static byte[] content() {
        byte[] content = new byte[40 << 20];
        new Random(40).nextBytes(content);
        return content;
    }

    public static void main(String[] arguments) throws InterruptedException {
        S3Options options = TestBuckets.options(URI.create(arguments[0]), arguments[1], Duration.ofSeconds(30));
        try (S3RegistryStorage storage = new S3RegistryStorage("main", options, PIECES)) {
            String upload = storage.beginUpload("a");
            System.out.println(upload);
            storage.append("a", upload, 0, new GatedStream(content(), SENT));
        }
    }
}
