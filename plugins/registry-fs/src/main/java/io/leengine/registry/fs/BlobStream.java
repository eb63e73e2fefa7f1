package io.leengine.registry.fs;

import io.leengine.model.EngineException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A blob being read: a file stream, so that who serves it can hand its channel to the system. */
final class BlobStream extends FileInputStream {
    BlobStream(Path file) throws IOException {
        super(existing(file).toFile());
    }

    private static Path existing(Path file) throws FileNotFoundException, NoSuchFileException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return file;
    }

    void seek(long offset) throws IOException {
        if (offset < 0 || offset > getChannel().size()) {
            throw EngineException.invalid("offset", "'offset' must be between 0 and the blob's size.");
        }
        getChannel().position(offset);
    }

    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
        check();
        return super.read(buffer, start, length);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return read(buffer, 0, buffer.length);
    }

    private static void check() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Reading a blob was interrupted");
        }
    }
}
