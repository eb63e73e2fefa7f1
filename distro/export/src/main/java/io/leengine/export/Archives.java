package io.leengine.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
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
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(create(path), parameters), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, Optional<Item>> entry : entries(items, lock).entrySet()) {
                stopIfInterrupted();
                tar.putArchiveEntry(entry(entry.getKey(), entry.getValue(), lock));
                copy(entry.getValue(), tar);
                tar.closeArchiveEntry();
            }
        }
        force(path);
    }

    private static TarArchiveEntry entry(String name, Optional<Item> item, Lock lock) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setLastModifiedTime(FileTime.from(time(item, lock)));
        entry.setMode(mode(item));
        entry.setIds(0, 0);
        entry.setNames("", "");
        if (item.isPresent()) {
            entry.setSize(item.get().size());
        }
        return entry;
    }

    static void zip(Path path, List<Item> items, Lock lock) throws IOException, InterruptedException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(create(path))) {
            zip.setLevel(LEVEL);
            for (Map.Entry<String, Optional<Item>> entry : entries(items, lock).entrySet()) {
                stopIfInterrupted();
                zip.putArchiveEntry(zipped(entry.getKey(), entry.getValue(), lock));
                copy(entry.getValue(), zip);
                zip.closeArchiveEntry();
            }
        }
        force(path);
    }

    private static ZipArchiveEntry zipped(String name, Optional<Item> item, Lock lock) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        Instant time = time(item, lock);
        entry.setUnixMode((item.isPresent() ? FILE_BIT : FOLDER_BIT) | mode(item));
        entry.setMethod(item.isPresent() ? ZipEntry.DEFLATED : ZipEntry.STORED);
        if (item.isEmpty()) {
            entry.setSize(0);
            entry.setCrc(0);
        }
        // The format's own field is a local time, which would be another one on a host in another zone.
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        X5455_ExtendedTimestamp exact = new X5455_ExtendedTimestamp();
        exact.setModifyFileTime(FileTime.from(time));
        entry.addExtraField(exact);
        return entry;
    }

    private static OutputStream create(Path path) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), 1 << 16);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel written = FileChannel.open(path, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    private static void copy(Optional<Item> item, OutputStream out) throws IOException {
        if (item.isPresent()) {
            try (InputStream in = item.get().open()) {
                in.transferTo(out);
            }
        }
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static Instant time(Optional<Item> item, Lock lock) {
        return item.map(file -> file.time(lock.time())).orElse(lock.time());
    }

    private static int mode(Optional<Item> item) {
        return item.map(Item::mode).orElse(Item.MODE_PROGRAM);
    }

    /**
     * Returns files by their names, and folders, which are empty. Each folder stands right before what is in it: programs that
     * unpack give a folder its time when they leave it.
     */
    private static SortedMap<String, Optional<Item>> entries(List<Item> items, Lock lock) {
        SortedMap<String, Optional<Item>> entries = new TreeMap<>();
        for (Item item : items) {
            String path = "leengine-" + lock.name() + "-" + lock.version() + "/" + item.path();
            entries.put(path, Optional.of(item));
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                entries.put(path.substring(0, slash + 1), Optional.empty());
            }
        }
        return entries;
    }
}
