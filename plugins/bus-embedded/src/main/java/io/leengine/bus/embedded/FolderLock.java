package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a folder against every other opener, in this process and in others; the system lets it go when the process
 * dies.
 *
 * <p>The lock of a file belongs to the process: whoever in it opens the file a second time and closes it again ends the
 * lock of the first. So the process is asked before the file is, through the one table all class loaders share (an old
 * and a new bundle have each its own).
 */
final class FolderLock implements AutoCloseable {
    private final String key;
    private final FileChannel channel;

    private FolderLock(String key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    static FolderLock take(Path folder) throws IOException {
        String key = "io.leengine.bus.embedded.open:" + folder.toRealPath();
        if (System.getProperties().putIfAbsent(key, "open") != null) {
            throw inUse(folder);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(folder.resolve("bus.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw inUse(folder);
        } finally {
            if (!taken) {
                System.clearProperty(key);
                close(channel);
            }
        }
        if (!taken) {
            throw inUse(folder);
        }
        return new FolderLock(key, channel);
    }

    private static void close(FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private static EngineException inUse(Path folder) {
        return new EngineException(ErrorCode.CONFLICT, "The bus in '" + folder + "' is in use by another process or "
            + "configuration.").withNextStep("End the other one, or give this bus a folder of its own.");
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            System.clearProperty(key);
        }
    }
}
