package io.leengine.registry.ceph.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.registry.ceph.Pieces;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.registry.ceph.testcell.Daemon;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real cluster does to pushes when parts of it die in the middle or it is full. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class S3FaultsTest {
    private static final Pieces SMALL = new Pieces(12 << 20, 1 << 20);
    private static final int HALF = 11 << 20;

    private static CephCluster cluster;
    // One for all: for half a minute after a gateway was killed, making another would wait for it.
    private static S3Options options;

    @BeforeAll
    static void startCluster() throws Exception {
        // A short limit, so that a full disk is known soon.
        cluster = CephCluster.start(CephOptions.usual().withOperationLimit(Duration.ofSeconds(3)));
        options = TestBuckets.make(cluster, Duration.ofSeconds(20));
    }

    @AfterAll
    static void endCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Daemon.class)
    void aDaemonKilledInTheMiddleOfAPushLosesNothingAcknowledged(Daemon daemon) throws Exception {
        byte[] before = bytes(7 << 20, daemon.ordinal());
        byte[] content = bytes(30 << 20, daemon.ordinal());
        try (S3RegistryStorage storage = new S3RegistryStorage("main", options, SMALL);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            push(storage, before);
            String upload = storage.beginUpload("a");
            GatedStream stream = new GatedStream(content, HALF);
            Future<Long> appending = threads.submit(() -> storage.append("a", upload, 0, stream));
            stream.awaitReached();
            cluster.kill(daemon);
            stream.goOn();
            cluster.start(daemon);
            finish(storage, upload, content, appending);
            assertArrayEquals(content, storage.openBlob(Digest.of(content), 0).readAllBytes());
            assertArrayEquals(before, storage.openBlob(Digest.of(before), 0).readAllBytes());
            assertTrue(storage.hasBlob("a", Digest.of(content)));
            assertEquals(options.parts(), storage.freeBuffers());
        }
    }

    /** As a client does: when the push ends with an error that time mends, it asks how far it came and goes on there. */
    private static void finish(S3RegistryStorage storage, String upload, byte[] content, Future<Long> appending)
            throws Exception {
        try {
            assertEquals(content.length, appending.get());
        } catch (ExecutionException e) {
            assertTrue(((EngineException) e.getCause()).code().retryable(), e.toString());
            int size = (int) (long) storage.uploadSize("a", upload).orElseThrow();
            storage.append("a", upload, size, new ByteArrayInputStream(content, size, content.length - size));
        }
        storage.commitUpload("a", upload, Digest.of(content));
    }

    @Test
    void anUploadWhoseProcessIsKilledIsFinishedByAnother() throws Exception {
        Process worker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), UploadWorker.class.getName(), options.endpoint().toString(),
            options.bucket()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        byte[] content = UploadWorker.content();
        try (S3RegistryStorage storage = new S3RegistryStorage("main", options, SMALL);
                var out = worker.inputReader()) {
            String upload = out.readLine();
            int least = UploadWorker.SENT / UploadWorker.PIECE * UploadWorker.PIECE;
            int size = 0;
            while (size < least) {
                size = (int) (long) storage.uploadSize("a", upload).orElseThrow();
            }
            worker.destroyForcibly().waitFor();
            storage.append("a", upload, size, new ByteArrayInputStream(content, size, content.length - size));
            storage.commitUpload("a", upload, Digest.of(content));
            assertArrayEquals(content, storage.openBlob(Digest.of(content), 0).readAllBytes());
        } finally {
            worker.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFullClusterIsSaidAndThePushGoesOnWhenThereIsRoom() throws Exception {
        byte[] content = bytes(8 << 20, 3);
        try (S3RegistryStorage storage = new S3RegistryStorage("main",
                TestBuckets.options(options.endpoint(), options.bucket(), Duration.ofSeconds(6)), SMALL)) {
            push(storage, bytes(100_000, 4));
            String upload = storage.beginUpload("a");
            storage.append("a", upload, 0, new ByteArrayInputStream(content, 0, HALF / 4));
            cluster.setFull(true);
            try {
                EngineException full = assertThrows(EngineException.class, () -> storage.append("a", upload, HALF / 4,
                    new ByteArrayInputStream(content, HALF / 4, content.length - HALF / 4)));
                assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, full.code(), full.getMessage());
                assertEquals(Health.State.DEGRADED, storage.health().state());
            } finally {
                cluster.setFull(false);
            }
            int size = (int) (long) storage.uploadSize("a", upload).orElseThrow();
            storage.append("a", upload, size, new ByteArrayInputStream(content, size, content.length - size));
            storage.commitUpload("a", upload, Digest.of(content));
            assertArrayEquals(content, storage.openBlob(Digest.of(content), 0).readAllBytes());
            assertEquals(Health.up(), storage.health());
        }
    }

    private static byte[] bytes(int size, int seed) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static void push(S3RegistryStorage storage, byte[] content) throws InterruptedException {
        String upload = storage.beginUpload("a");
        storage.append("a", upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload("a", upload, Digest.of(content));
    }
}
