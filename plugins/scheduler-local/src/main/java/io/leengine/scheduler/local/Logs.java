package io.leengine.scheduler.local;

import io.leengine.scheduler.local.image.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The logs of a cell's instances, one object each, so that those who read and the one who turns agree. */
final class Logs {
    private final Path folder;
    private final Options options;
    private final ConcurrentMap<String, InstanceLog> logs = new ConcurrentHashMap<>();

    Logs(Path folder, Options options) {
        this.folder = folder;
        this.options = options;
    }

    InstanceLog of(String instance) {
        return logs.computeIfAbsent(instance,
            id -> new InstanceLog(folder.resolve(id), options.logBytes(), options.logFiles()));
    }

    /** Removes an instance's log. */
    void forget(String instance) throws IOException {
        logs.remove(instance);
        FileTrees.delete(folder.resolve(instance));
    }

    /** Removes all logs but these. */
    void retain(Set<String> instances) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (!instances.contains(child.getFileName().toString())) {
                    forget(child.getFileName().toString());
                }
            }
        }
    }
}
