package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one file the map is kept in: a snapshot, then every batch of changes since. Used by one thread only, the one that
 * commits; a caller's interrupt thus never closes the channel.
 */
final class Journal implements AutoCloseable {
    static final String FILE = "bus.journal";
    private static final Logger LOG = System.getLogger(Journal.class.getName());
    private static final byte[] MAGIC = {'L', 'E', 'B', 'U', 'S', 0, 0, 1};
    private static final int SNAPSHOT_RECORD = 1 << 20;

    private final Path folder;
    private final Path file;
    private final FolderLock lock;
    private FileChannel channel;
    private long length;
    private boolean broken;

    private Journal(Path folder, FolderLock lock) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.lock = lock;
    }

    /** Opens a folder's journal, reads it into an empty state and holds the folder against every other opener. */
    static Journal open(Path folder, State state) throws IOException {
        Files.createDirectories(folder);
        Journal journal = new Journal(folder, FolderLock.take(folder));
        boolean opened = false;
        try {
            journal.load(state);
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                journal.close();
            }
        }
    }

    private void load(State state) throws IOException {
        Files.deleteIfExists(temporary());
        if (!Files.exists(file)) {
            rewrite(state);
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.remaining() < MAGIC.length || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw damaged(0);
        }
        int at = replay(bytes, state);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        length = at;
        if (at < bytes.limit()) {
            LOG.log(Level.WARNING, "bus journal ''{0}'': dropping {1} bytes of a write that was cut off", file,
                bytes.limit() - at);
            channel.truncate(at);
            channel.force(true);
        }
        channel.position(at);
    }

    private int replay(ByteBuffer bytes, State state) {
        int at = MAGIC.length;
        boolean whole = false;
        Optional<Records.Read> next = Records.read(bytes, at);
        while (next.isPresent()) {
            Records.Read record = next.get();
            switch (record.kind()) {
                case SNAPSHOT -> record.changes().forEach(state::place);
                case SNAPSHOT_END -> {
                    state.startAt(record.revision());
                    whole = true;
                }
                case CHANGES -> record.changes().forEach(state::apply);
            }
            at += record.size();
            next = Records.read(bytes, at);
        }
        if (!whole || anotherAfter(bytes, at)) {
            throw damaged(at);
        }
        return at;
    }

    /**
     * Tells a write that was cut off from damage: only the last record can be cut off, so one that is right behind one
     * that is not means that answered changes are lost, which must not pass in silence.
     */
    private static boolean anotherAfter(ByteBuffer bytes, int at) {
        for (int place = at + 1; place < bytes.limit(); place++) {
            if (Records.read(bytes, place).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private EngineException damaged(long at) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The bus journal '" + file + "' is damaged at byte " + at
            + ".").withNextStep("Restore the file from a backup, or move it away to begin with an empty bus.");
    }

    /** Appends changes and returns when they are on the disk. After an error nothing of them is there. */
    void append(long revision, List<Change> changes) throws IOException {
        if (broken) {
            throw new IOException("An earlier write failed; the bus must be opened anew.");
        }
        ByteBuffer record = Records.write(Records.Kind.CHANGES, revision, changes);
        int size = record.remaining();
        boolean done = false;
        try {
            writeAll(channel, record);
            channel.force(false);
            length += size;
            done = true;
        } finally {
            if (!done) {
                takeBack();
            }
        }
    }

    /** A record of which the caller is told that it failed must not be found after a restart. */
    private void takeBack() {
        try {
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
        } catch (IOException e) {
            broken = true;
            LOG.log(Level.ERROR, "bus journal '" + file + "': cannot be written any more", e);
        }
    }

    long length() {
        return length;
    }

    /** Returns how many bytes the disk has left; as many as there can be when it does not tell. */
    long room() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no answer about the space of " + folder, e);
            return Long.MAX_VALUE;
        }
    }

    boolean broken() {
        return broken;
    }

    /** Writes the file anew with what the state holds now. */
    void rewrite(State state) throws IOException {
        FileChannel fresh = FileChannel.open(temporary(), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
        boolean done = false;
        try {
            writeAll(fresh, ByteBuffer.wrap(MAGIC));
            snapshot(fresh, state);
            fresh.force(true);
            Files.move(temporary(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                fresh.close();
                Files.deleteIfExists(temporary());
            }
        }
        FileChannel old = channel;
        channel = fresh;
        length = fresh.position();
        if (old != null) {
            old.close();
        }
        boolean named = false;
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
            named = true;
        } finally {
            // Until the name is on the disk a power cut may bring the old file back: nothing may be answered.
            broken |= !named;
        }
    }

    private static void snapshot(FileChannel out, State state) throws IOException {
        List<Change> some = new ArrayList<>();
        long weight = 0;
        for (Change.Set item : state.items()) {
            some.add(item);
            weight += item.weight();
            if (weight > SNAPSHOT_RECORD) {
                writeAll(out, Records.write(Records.Kind.SNAPSHOT, state.revision(), some));
                some.clear();
                weight = 0;
            }
        }
        writeAll(out, Records.write(Records.Kind.SNAPSHOT, state.revision(), some));
        writeAll(out, Records.write(Records.Kind.SNAPSHOT_END, state.revision(), List.of()));
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private Path temporary() {
        return folder.resolve(FILE + ".tmp");
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            lock.close();
        }
    }
}
