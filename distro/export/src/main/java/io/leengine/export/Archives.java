package io.leengine.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** A distribution as an archive with one folder in it: nothing in it tells when, where and by whom it was made. */
final class Archives {
    private static final int LEVEL = 6;
    private static final int SYSTEM_UNKNOWN = 255;
    private static final int FOLDER_BIT = 040000;
    private static final int FILE_BIT = 0100000;

    private Archives() {
    }

    static void tar(Path path, List<Item> items, Lock lock) throws IOException, InterruptedException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(LEVEL);
        parameters.setOperatingSystem(SYSTEM_UNKNOWN);
        try (FileChannel channel = create(path)) {
            // What is left open when this fails belongs to no file: closing it would write once more.
            GzipCompressorOutputStream zipped = new GzipCompressorOutputStream(buffered(channel), parameters);
            TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String folder : folders(items, lock)) {
                tar.putArchiveEntry(entry(folder, lock.time(), Item.MODE_PROGRAM, 0));
                tar.closeArchiveEntry();
            }
            for (Item item : items) {
                stopIfInterrupted();
                tar.putArchiveEntry(entry(root(lock) + item.path(), item.time(lock.time()), item.mode(), item.size()));
                copy(item, tar);
                tar.closeArchiveEntry();
            }
            tar.finish();
            zipped.finish();
            tar.flush();
            channel.force(true);
        }
    }

    private static TarArchiveEntry entry(String name, Instant time, int mode, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setLastModifiedTime(FileTime.from(time));
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        if (!entry.isDirectory()) {
            entry.setSize(size);
        }
        return entry;
    }

    static void zip(Path path, List<Item> items, Lock lock) throws IOException, InterruptedException {
        try (FileChannel channel = create(path)) {
            OutputStream out = buffered(channel);
            ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out);
            zip.setLevel(LEVEL);
            for (String folder : folders(items, lock)) {
                zip.putArchiveEntry(zipped(folder, lock.time(), FOLDER_BIT | Item.MODE_PROGRAM));
                zip.closeArchiveEntry();
            }
            for (Item item : items) {
                stopIfInterrupted();
                zip.putArchiveEntry(zipped(root(lock) + item.path(), item.time(lock.time()), FILE_BIT | item.mode()));
                copy(item, zip);
                zip.closeArchiveEntry();
            }
            zip.finish();
            out.flush();
            channel.force(true);
        }
    }

    private static ZipArchiveEntry zipped(String name, Instant time, int mode) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        // The format's own field is a local time, which would be another one on a host in another zone.
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        X5455_ExtendedTimestamp exact = new X5455_ExtendedTimestamp();
        exact.setModifyFileTime(FileTime.from(time));
        entry.addExtraField(exact);
        return entry;
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static OutputStream buffered(FileChannel channel) {
        return new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    private static void copy(Item item, OutputStream out) throws IOException {
        try (InputStream in = item.open()) {
            in.transferTo(out);
        }
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static String root(Lock lock) {
        return "leengine-" + lock.name() + "-" + lock.version() + "/";
    }

    private static TreeSet<String> folders(List<Item> items, Lock lock) {
        TreeSet<String> folders = new TreeSet<>();
        for (Item item : items) {
            String path = root(lock) + item.path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash + 1));
            }
        }
        return folders;
    }
}
