package io.leengine.registry.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.Ability;
import io.leengine.tck.RegistryStorageConformance;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryStorageTest extends RegistryStorageConformance {
    @TempDir
    private Path folder;

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() {
        return new FileRegistryStorage("main", folder);
    }

    @Override
    protected void close(RegistryStorage open) {
        ((FileRegistryStorage) open).close();
    }

    @Override
    protected Process startWorker() throws IOException {
        return new ProcessBuilder(java(StorageWorker.class, folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void aBlobIsAFileStreamSoThatItsChannelCanBeHandedOn() throws Exception {
        var storage = new FileRegistryStorage("main", folder);
        Digest blob = push(storage, new byte[100]);
        try (var in = storage.openBlob(blob, 40)) {
            assertEquals(40, assertInstanceOf(FileInputStream.class, in).getChannel().position());
        }
        assertEquals(ErrorCode.INVALID,
            assertThrows(EngineException.class, () -> storage.openBlob(blob, 101).close()).code());
    }

    @Test
    void whatNobodyTouchedForADayIsSweptAndNothingElse() throws Exception {
        var storage = new FileRegistryStorage("main", folder);
        Digest blob = push(storage, new byte[100]);
        String stale = storage.beginUpload("a");
        String fresh = storage.beginUpload("a");
        Path uploads = folder.resolve("repositories/a/uploads");
        Path unfinished = Files.createFile(folder.resolve("repositories/a/tags/.new-x"));
        Instant old = Instant.now().minus(FileRegistryStorage.STALE).minusSeconds(60);
        Files.setLastModifiedTime(uploads.resolve(stale), FileTime.from(old));
        Files.setLastModifiedTime(unfinished, FileTime.from(old));
        storage.sweep(Instant.now().minus(FileRegistryStorage.STALE));
        assertEquals(Optional.empty(), storage.uploadSize("a", stale));
        assertEquals(Optional.of(0L), storage.uploadSize("a", fresh));
        assertFalse(Files.exists(unfinished));
        assertTrue(storage.hasBlob("a", blob));
    }

    @Test
    void twoStoragesOnOneFolderDoNotMixInOneUpload() throws Exception {
        var first = new FileRegistryStorage("main", folder);
        var second = new FileRegistryStorage("main", folder);
        String upload = first.beginUpload("a");
        first.append("a", upload, 0, new ByteArrayInputStream(new byte[] {1}));
        second.append("a", upload, 1, new ByteArrayInputStream(new byte[] {2}));
        first.append("a", upload, 2, new ByteArrayInputStream(new byte[] {3}));
        first.commitUpload("a", upload, Digest.of(new byte[] {1, 2, 3}));
    }

    @Test
    void aDamagedManifestIsNotServed() throws Exception {
        var storage = new FileRegistryStorage("main", folder);
        var manifest = new RegistryStorage.Manifest("a/b", new byte[] {'{', '}'});
        storage.putManifest("a", manifest);
        Files.writeString(folder.resolve("repositories/a/manifests").resolve(manifest.digest().hex()), "a/b\n{]");
        assertEquals(ErrorCode.INTERNAL,
            assertThrows(EngineException.class, () -> storage.manifest("a", manifest.digest())).code());
    }

    @Test
    void aFullDiskIsSaidAndThePushGoesOnWhenThereIsRoom() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--"));
        command.addAll(java(FullDisk.class, folder.toString()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, child.exitValue(), said);
        assertTrue(said.contains("INSUFFICIENT_RESOURCES DEGRADED resumed UP"), said);
    }

    @Test
    void theFolderIsAbsoluteAndItsFailureIsSaid() throws Exception {
        assertEquals(ErrorCode.INVALID, assertThrows(EngineException.class,
            () -> new FileRegistryStorage("main", Path.of("relative"))).code());
        Path file = Files.createFile(folder.resolve("file"));
        var error = assertThrows(EngineException.class, () -> new FileRegistryStorage("main", file.resolve("x")));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }

    @Test
    void aTrashedRepositoryIsRemovedAtTheNextStart() throws Exception {
        Path left = folder.resolve("trash/left/tags");
        Files.createDirectories(left);
        Files.createFile(left.resolve("x"));
        assertEquals(Health.up(), new FileRegistryStorage("main", folder).health());
        assertFalse(Files.exists(folder.resolve("trash/left")));
    }

    private static Digest push(RegistryStorage storage, byte[] content) throws InterruptedException {
        String upload = storage.beginUpload("a");
        storage.append("a", upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload("a", upload, Digest.of(content));
        return Digest.of(content);
    }

    private static List<String> java(Class<?> main, String argument) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), main.getName(), argument);
    }
}
