package io.leengine.registry.ceph.rados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.registry.ceph.testcell.Daemon;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of pushes when parts of the cluster die in the middle of them, or its disk is full. */
class RadosFaultsTest {
    private static final int SIZE = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static CephCluster cluster;
    private final byte[] content = new byte[SIZE];
    private final String namespace = UUID.randomUUID().toString();

    RadosFaultsTest() {
        new Random(namespace.hashCode()).nextBytes(content);
    }

    @BeforeAll
    static void start() throws Exception {
        cluster = CephCluster.start(CephOptions.usual().withoutGateway());
        cluster.makePool("registry");
    }

    @AfterAll
    static void end() throws Exception {
        cluster.close();
    }

    @Test
    void aKilledDiskHoldsUpAPushAndLosesNothing() throws Exception {
        try (var storage = storage(60)) {
            Digest before = push(storage, new byte[] {1, 2, 3});
            String upload = storage.beginUpload("a");
            try (Half half = new Half(content)) {
                FutureTask<Long> append = half.append(storage, upload);
                cluster.kill(Daemon.OSD);
                half.goOn();
                cluster.start(Daemon.OSD);
                assertEquals(SIZE, append.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            storage.commitUpload("a", upload, Digest.of(content));
            assertWhole(storage, Digest.of(content), content);
            assertWhole(storage, before, new byte[] {1, 2, 3});
        }
    }

    @Test
    void aDiskThatStaysAwayIsSaidInTimeAndThePushGoesOnAfter() throws Exception {
        try (var storage = storage(3)) {
            String upload = storage.beginUpload("a");
            storage.append("a", upload, 0, new ByteArrayInputStream(content, 0, 10 << 20));
            int kept = 10 << 20;
            cluster.kill(Daemon.OSD);
            try {
                var error = assertThrows(EngineException.class,
                    () -> storage.append("a", upload, kept, new ByteArrayInputStream(content, kept, SIZE - kept)));
                assertEquals(ErrorCode.TIMEOUT, error.code(), error.getMessage());
                assertEquals(Health.State.DOWN, storage.health().state());
            } finally {
                cluster.start(Daemon.OSD);
            }
            try (var another = storage(60)) {
                assertEquals(kept, another.uploadSize("a", upload).orElseThrow());
                another.append("a", upload, kept, new ByteArrayInputStream(content, kept, SIZE - kept));
                another.commitUpload("a", upload, Digest.of(content));
                assertWhole(another, Digest.of(content), content);
            }
        }
    }

    @Test
    void aKilledMonitorDoesNotEvenHoldUpAPush() throws Exception {
        try (var storage = storage(60)) {
            String upload = storage.beginUpload("a");
            try (Half half = new Half(content)) {
                FutureTask<Long> append = half.append(storage, upload);
                cluster.kill(Daemon.MONITOR);
                try {
                    half.goOn();
                    assertEquals(SIZE, append.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                    storage.commitUpload("a", upload, Digest.of(content));
                } finally {
                    cluster.start(Daemon.MONITOR);
                }
            }
            assertWhole(storage, Digest.of(content), content);
        }
    }

    @Test
    void aFullPoolIsSaidAndHasRoomAgainAfterADeletion() throws Exception {
        try (var storage = storage(20)) {
            Digest kept = push(storage, Arrays.copyOf(content, 1 << 20));
            String upload = storage.beginUpload("a");
            cluster.setFull(true);
            try {
                var error = awaitFull(storage);
                assertTrue(error.nextStep().isPresent());
                assertEquals(Health.State.DEGRADED, storage.health().state());
                assertWhole(storage, kept, Arrays.copyOf(content, 1 << 20));
                storage.unlinkBlob("a", kept);
                storage.deleteBlob(kept);
                assertTrue(storage.blobSize(kept).isEmpty(), "what makes room can be removed");
            } finally {
                cluster.setFull(false);
            }
            awaitRoom(storage, upload);
            storage.commitUpload("a", upload, Digest.of(Arrays.copyOf(content, 1 << 20)));
            assertEquals(Health.up(), storage.health());
        }
    }

    /** Who writes hears of it a little later; until then it is taken. */
    private EngineException awaitFull(RadosRegistryStorage storage) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                String upload = storage.beginUpload("a");
                storage.append("a", upload, 0, new ByteArrayInputStream(content, 0, 1 << 20));
                storage.cancelUpload("a", upload);
            } catch (EngineException e) {
                assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, e.code(), e.getMessage());
                return e;
            }
        }
        throw new AssertionError("The cluster was never full");
    }

    private void awaitRoom(RadosRegistryStorage storage, String upload) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                storage.append("a", upload, 0, new ByteArrayInputStream(content, 0, 1 << 20));
                return;
            } catch (EngineException e) {
                if (e.code() != ErrorCode.INSUFFICIENT_RESOURCES || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private RadosRegistryStorage storage(int seconds) {
        return new RadosRegistryStorage("main", SharedCluster.target(cluster, namespace, seconds));
    }

    private static Digest push(RadosRegistryStorage storage, byte[] bytes) throws InterruptedException {
        String upload = storage.beginUpload("a");
        storage.append("a", upload, 0, new ByteArrayInputStream(bytes));
        storage.commitUpload("a", upload, Digest.of(bytes));
        return Digest.of(bytes);
    }

    private static void assertWhole(RadosRegistryStorage storage, Digest blob, byte[] bytes) throws Exception {
        try (InputStream in = storage.openBlob(blob, 0)) {
            assertEquals(-1, Arrays.mismatch(bytes, in.readAllBytes()));
        }
    }

    /** A push whose content stops in the middle until it is told to go on. */
    private static final class Half extends FilterInputStream {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch onward = new CountDownLatch(1);
        private long given;

        Half(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        FutureTask<Long> append(RadosRegistryStorage storage, String upload) throws InterruptedException {
            FutureTask<Long> task = new FutureTask<>(() -> storage.append("a", upload, 0, this));
            Thread.ofVirtual().start(task);
            assertTrue(reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "The push comes to its middle");
            return task;
        }

        void goOn() {
            onward.countDown();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (given >= SIZE / 2) {
                reached.countDown();
                try {
                    assertTrue(onward.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
            int got = super.read(into, offset, length);
            given += Math.max(0, got);
            return got;
        }

        @Override
        public void close() throws IOException {
            goOn();
            super.close();
        }
    }
}
