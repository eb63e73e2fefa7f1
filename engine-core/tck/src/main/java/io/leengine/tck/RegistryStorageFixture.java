package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The storage under test of {@link RegistryStorageConformance}, and the tools of its tests. */
@Timeout(120)
public abstract class RegistryStorageFixture {
    static final String REPOSITORY = "team/hello";
    static final String OCI = "application/vnd.oci.image.manifest.v1+json";

    private final Random random = new Random(7);
    RegistryStorage storage;

    /**
     * Opens the storage of this test; called again after the one before was {@linkplain #close closed} or its process
     * killed, it must hold what that one held.
     */
    protected abstract RegistryStorage open();

    /** Closes a storage, as a plugin's deactivation does. */
    protected abstract void close(RegistryStorage open);

    /**
     * Starts another process that opens the same storage and calls {@link #work}, its standard output piped. The kit
     * kills it.
     */
    protected abstract Process startWorker() throws IOException;

    @BeforeEach
    final void openEmpty() {
        storage = open();
    }

    @AfterEach
    final void closeOpened() {
        close(storage);
    }

    /** What the worker process does until it is killed: it pushes, and says each thing after it was acknowledged. */
    public static void work(RegistryStorage storage, PrintStream out) throws InterruptedException {
        Random random = new Random();
        for (int i = 0; ; i++) {
            byte[] content = new byte[1 + random.nextInt(300_000)];
            random.nextBytes(content);
            String upload = storage.beginUpload(REPOSITORY);
            int half = content.length / 2;
            storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content, 0, half));
            out.println("upload " + upload + " " + half);
            storage.append(REPOSITORY, upload, half, new ByteArrayInputStream(content, half, content.length - half));
            Digest digest = Digest.of(content);
            storage.commitUpload(REPOSITORY, upload, digest);
            out.println("blob " + digest);
            Manifest manifest = manifest("m" + random.nextLong());
            storage.putManifest(REPOSITORY, manifest);
            storage.putTag(REPOSITORY, "t" + i % 3, manifest.digest());
            out.println("manifest " + manifest.digest());
            out.flush();
        }
    }

    /** An acknowledged part of an upload stays until the upload is committed, which may have happened. */
    void assertUploadKept(String upload, long least) throws InterruptedException {
        storage.uploadSize(REPOSITORY, upload).ifPresent(size -> assertTrue(size >= least, upload + ": " + size));
    }

    /** Runs a worker until it has said so many things, kills it, and returns all that it said whole. */
    List<String> crashAfter(int lines) throws Exception {
        Process worker = startWorker();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = worker.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == lines) {
                    // Not through the process itself, which would close the stream that still holds what it said.
                    worker.toHandle().destroyForcibly();
                }
            }
        } finally {
            worker.destroyForcibly().waitFor();
        }
        assertTrue(said.size() >= lines, "The worker ended by itself after " + said);
        said.removeLast();
        return said;
    }

    void reopen() {
        close(storage);
        storage = open();
    }

    byte[] bytes(int size) {
        byte[] content = new byte[size];
        synchronized (random) {
            random.nextBytes(content);
        }
        return content;
    }

    static Manifest manifest(String marker) {
        return new Manifest(OCI, ("{\"marker\":\"" + marker + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    Digest push(String repository, byte[] content) throws InterruptedException {
        String upload = storage.beginUpload(repository);
        storage.append(repository, upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload(repository, upload, Digest.of(content));
        return Digest.of(content);
    }

    byte[] read(Digest blob, long offset) throws IOException, InterruptedException {
        try (InputStream in = storage.openBlob(blob, offset)) {
            return in.readAllBytes();
        }
    }

    Digest hash(Digest blob) throws IOException, InterruptedException {
        MessageDigest hash = Digest.newMessageDigest();
        hash.update(read(blob, 0));
        return Digest.finish(hash);
    }

    static void assertCode(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(EngineException.class, call).code());
    }

    interface Paged<T> {
        Page<T> page(Optional<T> after) throws InterruptedException;
    }

    static <T> List<T> all(Paged<T> list) throws InterruptedException {
        List<T> all = new ArrayList<>();
        Page<T> page;
        do {
            page = list.page(all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()));
            all.addAll(page.items());
        } while (page.more());
        return all;
    }

    interface Numbered<T> {
        T call(int number) throws Exception;
    }

    static <T> List<T> concurrently(int count, Numbered<T> call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = IntStream.range(0, count).mapToObj(i -> threads.submit(() -> {
                start.await();
                return call.call(i);
            })).toList();
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    throw new AssertionError("One of " + count + " failed", e.getCause());
                }
            }
            return results;
        }
    }
}
