package io.leengine.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The data folder, held by one engine at a time. The operating system drops the lock with the process, so a killed
 * engine leaves nothing that keeps the next one out.
 */
final class DataFolder implements AutoCloseable {
    private static final String OWNER_ONLY = "rwx------";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    static DataFolder hold(Path path) throws LaunchException {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OWNER_ONLY));
            for (String folder : new String[] {"plugins", "log", "tmp"}) {
                Files.createDirectories(path.resolve(folder));
            }
            return lock(path);
        } catch (IOException e) {
            throw new LaunchException("cannot use the data folder " + path + ": " + e, e);
        }
    }

    private static DataFolder lock(Path path) throws IOException, LaunchException {
        FileChannel channel = FileChannel.open(path.resolve("engine.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String holder = readHolder(channel);
            channel.close();
            throw new LaunchException(ExitCode.DATA_IN_USE, "the data folder " + path
                    + " is in use by the engine with pid " + holder
                    + "; stop that one, or choose another folder with --data", null);
        }
        DataFolder held = new DataFolder(path, channel, lock);
        held.forgetState();
        String self = ProcessHandle.current().pid() + " " + startTicks();
        held.writeHolder(self);
        replace(path.resolve("engine.pid"), self + "\n");
        return held;
    }

    Path path() {
        return path;
    }

    /** Says that the framework and every bundle of the distribution are up. */
    void writeReady(String state) throws IOException {
        replace(path.resolve("engine.ready"), state);
    }

    /** Takes back the signs of a running engine, those of a killed one included. */
    void forgetState() throws IOException {
        Files.deleteIfExists(path.resolve("engine.ready"));
        Files.deleteIfExists(path.resolve("engine.pid"));
    }

    @Override
    public void close() throws IOException {
        forgetState();
        lock.release();
        channel.close();
    }

    static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A pid may be given to another process later; with the ticks at which it began it names this one for good. */
    private static String startTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return afterName[19];
    }

    private void writeHolder(String self) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
        return holder.isEmpty() ? "(unknown)" : holder.split(" ")[0];
    }
}
