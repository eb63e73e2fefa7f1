package io.leengine.scheduler.local.state;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell's state folder, held by one scheduler at a time.
 *
 * <pre>
 * lock
 * namespaces/NAME/namespace.json        a namespace with its pull credentials; without this file it does not exist
 * namespaces/NAME/versions/NAME.json    a version and its count
 * instances/ID.json                     an instance
 * logs/ID/log, log.1, …                 what it printed
 * run/                                  what sandboxes need to reach: scripts, layers, images, root folders
 * </pre>
 */
public final class CellFolder implements AutoCloseable {
    private static final String SUFFIX = ".json";

    private final Path root;
    private final JsonFiles json;
    private final FileChannel lockFile;

    /** Opens and locks a folder, making it if it is not there. */
    public CellFolder(Path root, JsonFiles json) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.json = json;
        Files.createDirectories(this.root);
        Files.setPosixFilePermissions(this.root, PosixFilePermissions.fromString("rwx------"));
        for (String name : List.of("namespaces", "instances", "logs", "run")) {
            Files.createDirectories(this.root.resolve(name));
        }
        // The folder above is closed to everyone; this one is entered by sandboxes through a mount of its own.
        Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx--x--x"));
        lockFile = FileChannel.open(this.root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock();
    }

    private void lock() throws IOException {
        FileLock lock = null;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // held within this very process: told below like any other holder
        } finally {
            if (lock == null) {
                lockFile.close();
            }
        }
        if (lock == null) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Another scheduler uses the folder '" + root + "'.")
                .withNextStep("Give each cell a folder of its own, or stop the other engine.");
        }
    }

    /** Returns the folder that sandboxes reach into. */
    public Path run() {
        return root.resolve("run");
    }

    /** Returns the folder of an instance's log. */
    public Path log(String instance) {
        return logs().resolve(instance);
    }

    /** Returns the folder of all logs. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Keeps a namespace. */
    public void save(NamespaceSpec namespace) throws IOException {
        Path folder = namespace(namespace.name());
        Files.createDirectories(folder.resolve("versions"));
        json.writeDurably(folder.resolve("namespace.json"), namespace);
        json.syncFolder(root.resolve("namespaces"));
    }

    /** Keeps a version. */
    public void save(VersionRecord version) throws IOException {
        json.writeDurably(version(version.spec().key()), version);
    }

    /** Keeps an instance. Not forced to the disk: after a loss of power there are no instances. */
    public void save(InstanceRecord instance) throws IOException {
        json.write(root.resolve("instances").resolve(instance.id() + SUFFIX), instance);
    }

    /** Forgets a namespace. Its versions go with it, at the latest when the folder is opened again. */
    public void deleteNamespace(String name) throws IOException {
        Path folder = namespace(name);
        if (Files.deleteIfExists(folder.resolve("namespace.json"))) {
            json.syncFolder(folder);
        }
        for (Path file : list(folder.resolve("versions"))) {
            Files.delete(file);
        }
        Files.deleteIfExists(folder.resolve("versions"));
        Files.deleteIfExists(folder);
    }

    /** Forgets a version. */
    public void deleteVersion(VersionKey key) throws IOException {
        if (Files.deleteIfExists(version(key))) {
            json.syncFolder(version(key).getParent());
        }
    }

    /** Forgets an instance. */
    public void deleteInstance(String id) throws IOException {
        Files.deleteIfExists(root.resolve("instances").resolve(id + SUFFIX));
    }

    /** Returns the namespaces that exist, after removing what is left of others. */
    public List<NamespaceSpec> namespaces() throws IOException {
        List<NamespaceSpec> found = new ArrayList<>();
        for (Path folder : list(root.resolve("namespaces"))) {
            Path file = folder.resolve("namespace.json");
            if (Files.exists(file)) {
                found.add(json.read(file, NamespaceSpec.class));
            } else {
                deleteDrafts(folder);
                deleteNamespace(folder.getFileName().toString());
            }
        }
        return found;
    }

    /** Returns the versions of a namespace. */
    public List<VersionRecord> versions(String namespace) throws IOException {
        return readAll(namespace(namespace).resolve("versions"), VersionRecord.class);
    }

    /** Returns all instances. */
    public List<InstanceRecord> instances() throws IOException {
        return readAll(root.resolve("instances"), InstanceRecord.class);
    }

    private <T> List<T> readAll(Path folder, Class<T> type) throws IOException {
        List<T> found = new ArrayList<>();
        deleteDrafts(folder);
        for (Path file : list(folder)) {
            found.add(json.read(file, type));
        }
        return found;
    }

    /** A draft is what a kill in the middle of a write left. */
    private static void deleteDrafts(Path folder) throws IOException {
        for (Path file : list(folder)) {
            if (file.getFileName().toString().startsWith(".")) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                children.forEach(found::add);
            }
        }
        return found;
    }

    private Path namespace(String name) {
        return root.resolve("namespaces").resolve(name);
    }

    private Path version(VersionKey key) {
        return namespace(key.namespace()).resolve("versions").resolve(key.version() + SUFFIX);
    }

    /** Lets another scheduler have the folder. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INTERNAL, "The lock of '" + root + "' cannot be let go.", e);
        }
    }
}
