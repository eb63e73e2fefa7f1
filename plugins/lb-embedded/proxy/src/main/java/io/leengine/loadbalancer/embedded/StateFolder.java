package io.leengine.loadbalancer.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Where the stated domains are kept: a file each, named by the host, replaced as a whole. */
final class StateFolder {
    private static final Logger LOG = System.getLogger(StateFolder.class.getName());
    /** No host begins with a dot. */
    private static final String UNFINISHED = ".new-";
    private static final String UNREADABLE = ".unreadable-";

    private final Path domains;
    private final AtomicLong serial = new AtomicLong();
    private final ReadWriteLock changes = new ReentrantReadWriteLock();
    private volatile int unreadable;
    private volatile boolean closed;

    StateFolder(Path folder) {
        domains = folder.resolve("domains");
        try {
            Files.createDirectories(domains);
        } catch (IOException e) {
            throw failed("use the folder " + folder, e);
        }
    }

    /** Reads all domains, and clears away what a write that was cut short has left. */
    List<StatedDomain> load() {
        List<StatedDomain> found = new ArrayList<>();
        unreadable = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(domains)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                } else if (!name.startsWith(".")) {
                    load(file, found);
                }
            }
        } catch (IOException e) {
            throw failed("read the folder " + domains, e);
        }
        return found;
    }

    private void load(Path file, List<StatedDomain> found) throws IOException {
        String name = file.getFileName().toString();
        try {
            StatedDomain domain = StatedDomain.parse(Files.readString(file));
            if (!domain.spec().host().equals(name)) {
                throw new IllegalArgumentException("It is the file of another domain.");
            }
            found.add(domain);
        } catch (IllegalArgumentException | EngineException | UncheckedIOException
                | CharacterCodingException e) {
            // One broken file must not keep all other domains from being served; keep it for whoever looks into it.
            unreadable++;
            LOG.log(Level.ERROR, "domain " + name + " cannot be read and is not served until it is stated again", e);
            Files.move(file, domains.resolve(UNREADABLE + serial.incrementAndGet()),
                StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Returns how many domains could not be read by the last {@link #load}. */
    int unreadable() {
        return unreadable;
    }

    /** Waits for the changes under way and makes no more: a successor reads the folder from now on. */
    void close() {
        changes.writeLock().lock();
        closed = true;
        changes.writeLock().unlock();
    }

    private void change(Runnable change) {
        changes.readLock().lock();
        try {
            if (closed) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
            }
            change.run();
        } finally {
            changes.readLock().unlock();
        }
    }

    /** Keeps a domain as it is now; once this has returned it outlives a crash. */
    void save(StatedDomain domain) {
        change(() -> keep(domain));
    }

    private void keep(StatedDomain domain) {
        Path unfinished = domains.resolve(UNFINISHED + serial.incrementAndGet());
        try {
            write(unfinished, domain.format());
            Files.move(unfinished, domains.resolve(domain.spec().host()), StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            deleteUnfinished(unfinished, e);
            throw failed("keep the domain " + domain.spec().host() + " in " + domains, e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void deleteUnfinished(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Forgets a domain. */
    void delete(String host) {
        change(() -> forget(host));
    }

    private void forget(String host) {
        try {
            if (Files.deleteIfExists(domains.resolve(host))) {
                syncFolder();
            }
        } catch (IOException e) {
            throw failed("forget the domain " + host + " in " + domains, e);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(domains, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static EngineException failed(String what, IOException cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The load balancer cannot " + what + ": " + cause, cause)
            .withNextStep("Look at the disk's room and the folder's permissions.");
    }
}
