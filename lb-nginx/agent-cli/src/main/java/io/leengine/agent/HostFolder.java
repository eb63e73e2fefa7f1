package io.leengine.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a host keeps: nginx's own folder, newer bundles, and who runs. One agent at a time holds it; the operating system drops
 * the lock with the process, so a killed agent keeps no other out.
 *
 * @param path its absolute path
 */
record HostFolder(Path path) {
    private static final long POLL_MILLIS = 20;
    private static final int LONGEST = 64;

    Path updates() {
        return path.resolve("updates");
    }

    Path framework() {
        return path.resolve("framework");
    }

    Path status() {
        return path.resolve("agent.status");
    }

    /** Returns what holding it makes, but for what the framework has in its own. */
    List<Path> made() {
        return List.of(path, updates(), framework(), lockFile());
    }

    /** Whether there is something in it, and no agent has ever held it: it is another's. */
    boolean isForeign() throws IOException {
        if (!Files.isDirectory(path) || Files.exists(lockFile(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> there = Files.list(path)) {
            return there.findAny().isPresent();
        }
    }

    private Path lockFile() {
        return path.resolve("agent.lock");
    }

    /** That it is held, until this is closed or the process ends. */
    record Hold(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Makes it and holds it. */
    Hold hold() throws AgentException {
        try {
            Texts.passage(path);
            Texts.folder(updates());
            Texts.folder(framework());
            // The folder may be of a lesser user than this process: what a link leads to is not written to.
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = read(channel);
                channel.close();
                throw new AgentException(AgentException.FAILED, "An agent runs on " + path + " already, as process " + holder
                    + ".", "End that one, or give this one a folder of its own.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
            return new Hold(channel);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private AgentException unusable(IOException cause) {
        return new AgentException(AgentException.FAILED, "The folder " + path + " cannot be used: " + cause,
            "It must belong to the user that runs the agent.", cause);
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    }

    /** Returns the process of the agent that holds it. */
    OptionalLong holder() throws AgentException {
        if (!Files.exists(lockFile())) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.READ, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                lock.release();
                return OptionalLong.empty();
            }
            String pid = read(channel);
            return pid.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Asks the agent that holds it to end, and waits until it has. */
    void end(Duration limit) throws AgentException, InterruptedException {
        OptionalLong holder = holder();
        long deadline = System.nanoTime() + limit.toNanos();
        holder.ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        while (holder().isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AgentException(AgentException.FAILED, "The agent (process " + holder.orElse(0) + ") did not end within "
                    + limit.toSeconds() + " s.", "'kill -9' ends it for certain; nginx serves on.");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
