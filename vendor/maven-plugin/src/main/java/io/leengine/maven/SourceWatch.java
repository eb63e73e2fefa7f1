package io.leengine.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Waits until a source is saved. Editors write several times for one save: it is told once, when they are quiet. */
final class SourceWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;
    private static final long QUIET_MILLIS = 200;

    private final WatchService watch;
    private final List<Path> folders;
    private final Set<Path> files = new TreeSet<>();

    /**
     * @param base the project's folder
     * @param folders watched with all that is in them
     * @param files single files of the project's folder
     */
    SourceWatch(Path base, List<String> folders, List<String> files) throws IOException {
        this.watch = base.getFileSystem().newWatchService();
        this.folders = folders.stream().map(base::resolve).toList();
        files.forEach(file -> this.files.add(base.resolve(file)));
        register(base);
        for (Path folder : this.folders) {
            registerAll(folder);
        }
    }

    private void register(Path folder) throws IOException {
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
    }

    private void registerAll(Path top) throws IOException {
        if (Files.isDirectory(top)) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path folder : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                    register(folder);
                }
            }
        }
    }

    /**
     * Waits for the next save.
     *
     * @param goOn asked now and then
     * @return what was saved; empty when there is no reason to go on
     */
    List<Path> await(BooleanSupplier goOn) throws IOException, InterruptedException {
        Set<Path> saved = new TreeSet<>();
        while (goOn.getAsBoolean()) {
            WatchKey key = watch.poll(saved.isEmpty() ? LOOK_MILLIS : QUIET_MILLIS, TimeUnit.MILLISECONDS);
            if (key == null && !saved.isEmpty()) {
                return new ArrayList<>(saved);
            }
            if (key != null) {
                take(key, saved);
            }
        }
        return List.of();
    }

    private void take(WatchKey key, Set<Path> saved) throws IOException {
        Path folder = (Path) key.watchable();
        for (WatchEvent<?> event : key.pollEvents()) {
            Path path = event.context() instanceof Path name ? folder.resolve(name) : folder;
            if (Files.isDirectory(path) && isSource(path)) {
                registerAll(path);
            }
            if (isSource(path) && !isOfAnEditor(path)) {
                saved.add(path);
            }
        }
        key.reset();
    }

    private boolean isSource(Path path) {
        return files.contains(path) || folders.stream().anyMatch(path::startsWith);
    }

    /** What editors keep beside a file while it is open. */
    private static boolean isOfAnEditor(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || name.endsWith(".swp")
            || name.matches("[0-9]+") || name.endsWith("___jb_tmp___");
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
