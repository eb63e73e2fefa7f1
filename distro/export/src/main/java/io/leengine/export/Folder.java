package io.leengine.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A distribution as a folder. */
final class Folder implements Target.Form {
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

    @Override
    public void write(Path path, List<Item> items, Lock lock) throws IOException, InterruptedException {
        Files.createDirectory(path);
        for (Item item : items) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Path file = path.resolve(item.path());
            Files.createDirectories(file.getParent());
            copy(item, file);
            Files.setPosixFilePermissions(file, item.executable() ? PROGRAM : FILE);
            Files.setLastModifiedTime(file, FileTime.from(item.time(lock.time())));
        }
        // Last: each file put into a folder changes the folder's time.
        try (Stream<Path> all = Files.walk(path)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(folder, PROGRAM);
                Files.setLastModifiedTime(folder, FileTime.from(lock.time()));
            }
        }
    }

    private static void copy(Item item, Path file) throws IOException {
        try (InputStream in = item.open(); FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            in.transferTo(out);
            channel.force(true);
        }
    }
}
