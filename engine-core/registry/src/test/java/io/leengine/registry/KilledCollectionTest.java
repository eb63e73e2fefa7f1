package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.collection.Pace;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collecting process is killed in the middle, and the next one goes on. */
@Timeout(120)
class KilledCollectionTest {
    private static final int REPOSITORIES = 60;
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Duration LATER = Duration.ofDays(2);

    @TempDir
    Path folder;

    /** Collects, says each thing that was taken, and halts in the middle, as whoever kills it may be slow. */
    static final class Worker {
        private Worker() {
        }

        /** Collects what is in a folder, and halts in a phase. */
        public static void main(String[] arguments) throws InterruptedException {
            Path folder = Path.of(arguments[0]);
            AtomicInteger left = new AtomicInteger(REPOSITORIES);
            RegistryStorage real = CollectedRegistry.storage(folder.resolve("registry"));
            RegistryStorage telling = (RegistryStorage) Proxy.newProxyInstance(Worker.class.getClassLoader(),
                new Class<?>[] {RegistryStorage.class}, (proxy, method, values) -> {
                    try {
                        return method.invoke(real, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("unlinkBlob") || method.getName().equals("deleteBlob")) {
                            System.out.println(method.getName());
                        }
                        if (method.getName().equals(arguments[1]) && left.decrementAndGet() == 0) {
                            new CountDownLatch(1).await();
                        }
                    }
                });
            try (CollectedRegistry collected = new CollectedRegistry(folder.resolve("database"), telling, GRACE, Pace.FULL)) {
                collected.ahead = LATER;
                collected.work();
                System.out.println("ended");
            }
        }
    }

    /** Of each repository a manifest with one blob of its own, and two blobs that nothing refers to. */
    private static Set<Digest> filled(RegistryStorage storage) throws InterruptedException {
        Set<Digest> live = new TreeSet<>();
        for (int i = 0; i < REPOSITORIES; i++) {
            String repository = "team/app-" + (100 + i);
            Digest layer = blob(storage, repository, "live " + i);
            live.add(layer);
            blob(storage, repository, "dead " + i);
            blob(storage, repository, "dead, too " + i);
            storage.putManifest(repository, new Manifest(RegistryClient.OCI, RegistryClient.manifest(layer, layer)
                .getBytes(StandardCharsets.UTF_8)));
        }
        return live;
    }

    private static Digest blob(RegistryStorage storage, String repository, String text) throws InterruptedException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        String upload = storage.beginUpload(repository);
        storage.append(repository, upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload(repository, upload, Digest.of(content));
        return Digest.of(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlinkBlob", "deleteBlob"})
    void theNextProcessGoesOn(String phase) throws Exception {
        RegistryStorage storage = CollectedRegistry.storage(folder.resolve("registry"));
        Set<Digest> live = filled(storage);
        String id;
        try (CollectedRegistry asking = new CollectedRegistry(folder.resolve("database"), storage, GRACE, Pace.FULL)) {
            id = asking.ask(false);
        }
        Process worker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Worker.class.getName(), folder.toString(), phase)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = worker.inputReader(StandardCharsets.US_ASCII)) {
            int taken = 0;
            while (taken < REPOSITORIES) {
                String line = lines.readLine();
                assertTrue(phase.equals(line) || "unlinkBlob".equals(line), "it ended by itself: " + line);
                taken += phase.equals(line) ? 1 : 0;
            }
        } finally {
            worker.destroyForcibly().waitFor();
        }
        try (CollectedRegistry next = new CollectedRegistry(folder.resolve("database"), storage, GRACE, Pace.FULL)) {
            next.ahead = LATER;
            CollectionRun left = next.find(id);
            assertEquals(CollectionRun.State.RUNNING, left.state());
            assertNotEquals(CollectionRun.Place.START, left.place());
            next.work();
            CollectionRun ended = next.find(id);
            assertEquals(CollectionRun.State.SUCCEEDED, ended.state(), ended.message());
            assertTrue(ended.figures().blobs() >= live.size());
        }
        Set<Digest> linked = new TreeSet<>();
        for (String repository : storage.repositories(Optional.empty(), 1_000).items()) {
            linked.addAll(CollectedRegistry.links(storage, repository));
        }
        assertEquals(live, linked);
        assertEquals(live, new TreeSet<>(storage.blobs(Optional.empty(), 1_000).items().stream().map(BlobInfo::digest)
            .toList()));
    }
}
