package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a cell can be seen from outside. */
final class CellEvidence {

    private CellEvidence() {
    }

    /** The processes that were started with something of that folder. */
    static List<ProcessIdentity> processes(Path folder) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(it -> commandLine(it).contains(folder.toString()))
            .map(ProcessIdentity::of).flatMap(Optional::stream).toList();
    }

    /** What of a node is on this machine: processes, mounts, cgroups, its bridge, links, sockets and caches. */
    static List<String> left(Path folder, String bridge, String cgroup) throws IOException {
        var left = new ArrayList<String>();
        processes(folder).forEach(it -> left.add(it + " " + commandLine(it.pid())));
        Mounts.all().stream().map(it -> it.path().toString()).filter(it -> it.startsWith(folder.toString())).forEach(left::add);
        if (NetworkInterface.getByName(bridge) != null) {
            left.add(bridge);
        }
        for (Mounts.Mount each : Mounts.all()) {
            if (each.type().startsWith("cgroup") && Files.exists(each.path().resolve(cgroup))) {
                left.add(each.path().resolve(cgroup).toString());
            }
        }
        for (String each : new String[] {"/var/lib/cni/results", "/var/log/containers"}) {
            if (Files.isDirectory(Path.of(each))) {
                try (Stream<Path> files = Files.list(Path.of(each))) {
                    for (Path file : files.toList()) {
                        Path to = Files.isSymbolicLink(file) ? Files.readSymbolicLink(file) : file.getFileName();
                        if (to.startsWith(folder) || to.toString().startsWith(cgroup)) {
                            left.add(file.toString());
                        }
                    }
                }
            }
        }
        return left;
    }

    /** What its pods have outside of its folder, as long as they are: their ends on the bridge, and the sockets of their shims. */
    static List<Path> ofPods(Path folder, String bridge) throws IOException {
        var found = new ArrayList<Path>();
        try (Stream<Path> ends = Files.list(Path.of("/sys/class/net", bridge, "brif"))) {
            ends.map(it -> Path.of("/sys/class/net").resolve(it.getFileName())).forEach(found::add);
        }
        Path tasks = folder.resolve("containerd/state/io.containerd.runtime.v2.task");
        try (Stream<Path> files = Files.find(tasks, 3, (path, attributes) -> path.endsWith("address"))) {
            for (Path each : files.toList()) {
                found.add(Path.of(Files.readString(each).strip().substring("unix://".length())));
            }
        }
        return found;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Ended meanwhile.
            return "";
        }
    }
}
