package io.leengine.scheduler.local.state;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values in files that are whole or not there, readable by their owner only. Streams, not channels, write them: a
 * channel closes when its thread is interrupted, and a record must be written even then.
 */
public final class JsonFiles {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** A number that an earlier build did not write is 0. */
    private final JsonMapper mapper = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    /** Reads a value; a file that does not hold one is an {@link IOException}. */
    public <T> T read(Path file, Class<T> type) throws IOException {
        try {
            return mapper.readValue(Files.readAllBytes(file), type);
        } catch (JacksonException e) {
            throw new IOException("The file '" + file + "' cannot be understood", e);
        }
    }

    /** Replaces a file. A kill of this process leaves the old or the new content; a loss of power may leave neither. */
    public void write(Path file, Object value) throws IOException {
        write(file, value, false);
    }

    /** Replaces a file so that it survives a loss of power. */
    public void writeDurably(Path file, Object value) throws IOException {
        write(file, value, true);
        syncFolder(file.getParent());
    }

    /** Makes names that were added to or taken from a folder survive a loss of power. */
    public void syncFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Path file, Object value, boolean durably) throws IOException {
        byte[] content = mapper.writeValueAsBytes(value);
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createFile(draft, PRIVATE);
            try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
                out.write(content);
                if (durably) {
                    out.getFD().sync();
                }
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
