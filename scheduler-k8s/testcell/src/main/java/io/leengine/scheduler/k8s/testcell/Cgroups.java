package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The cgroups of a node: one folder in every hierarchy, below which the kubelet makes those of pods. */
final class Cgroups {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String name;

    Cgroups(String name) {
        this.name = name;
    }

    /** Makes them. @throws TestCellException when they are there */
    void create() throws IOException {
        for (Path hierarchy : inUse()) {
            Path group = hierarchy.resolve(name);
            if (Files.exists(group)) {
                throw new TestCellException("there is a cgroup " + group + " already");
            }
            Files.createDirectory(group);
            // Without these two nothing can run in a cgroup of the first version.
            for (String each : new String[] {"cpuset.cpus", "cpuset.mems"}) {
                if (Files.exists(group.resolve(each))) {
                    Files.writeString(group.resolve(each), Files.readString(hierarchy.resolve(each)));
                }
            }
        }
    }

    /** Kills whatever runs in them and deletes them. */
    void delete() throws IOException, InterruptedException {
        new Deadline(LIMIT).await(PAUSE, () -> {
            try {
                Set<Long> left = processes();
                for (long pid : left) {
                    Optional<ProcessIdentity> process = ProcessIdentity.of(pid);
                    if (process.isPresent()) {
                        process.get().signal("KILL");
                    }
                }
                return left.isEmpty() && deleteFolders();
            } catch (IOException e) {
                throw new TestCellException("cannot delete the cgroups " + name + ": " + e.getMessage(), e);
            }
        }, () -> "processes in the cgroups " + name + " do not end, or new ones come");
    }

    private boolean deleteFolders() throws IOException {
        boolean all = true;
        for (Path hierarchy : hierarchies()) {
            for (Path each : folders(hierarchy.resolve(name))) {
                // Busy for a moment after the last process has ended.
                all &= each.toFile().delete() || !Files.exists(each);
            }
        }
        return all;
    }

    Set<Long> processes() throws IOException {
        var processes = new HashSet<Long>();
        for (Path hierarchy : hierarchies()) {
            for (Path each : folders(hierarchy.resolve(name))) {
                try {
                    Files.readAllLines(each.resolve("cgroup.procs")).forEach(it -> processes.add(Long.parseLong(it)));
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
        return processes;
    }

    /** With all below, the deepest first. */
    private static List<Path> folders(Path group) throws IOException {
        if (!Files.exists(group)) {
            return List.of();
        }
        try (Stream<Path> all = Files.find(group, Integer.MAX_VALUE, (path, attributes) -> attributes.isDirectory())) {
            return all.sorted(Comparator.comparing(Path::getNameCount).reversed()).toList();
        } catch (UncheckedIOException e) {
            // One was deleted meanwhile, by who made it: look again.
            return folders(group);
        }
    }

    /** Those the kubelet wants a folder in: of the second version only when there is none of the first. */
    private static List<Path> inUse() throws IOException {
        List<Path> first = mounted("cgroup");
        return first.isEmpty() ? mounted("cgroup2") : first;
    }

    /** All: where both versions are mounted, folders are made in both for pods. */
    private static List<Path> hierarchies() throws IOException {
        var all = new ArrayList<>(mounted("cgroup"));
        all.addAll(mounted("cgroup2"));
        return all;
    }

    private static List<Path> mounted(String type) throws IOException {
        return Mounts.all().stream().filter(it -> it.type().equals(type)).map(Mounts.Mount::path).toList();
    }
}
