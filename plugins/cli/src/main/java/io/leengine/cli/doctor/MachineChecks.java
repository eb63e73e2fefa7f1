package io.leengine.cli.doctor;

import io.leengine.cli.output.Values;
import io.leengine.cli.session.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** This machine: what the engine needs of it. */
final class MachineChecks {
    private static final int JAVA = 25;
    private static final long LOW_DISK = 5L << 30;
    private static final long LEAST_DISK = 512L << 20;
    private static final long FILES = 4_096;

    private final Path data;
    private final Surroundings surroundings;

    MachineChecks(Path data, Surroundings surroundings) {
        this.data = data;
        this.surroundings = surroundings;
    }

    List<Finding> all() throws InterruptedException {
        return List.of(java(), maven(), sandbox(), disk(), files(), controlGroups());
    }

    private Finding java() {
        Path home = Path.of(System.getProperty("java.home"));
        String found = "Java " + Runtime.version() + " in " + home;
        if (Runtime.version().feature() != JAVA) {
            return Finding.fail("java", found + "; the engine needs " + JAVA, "Install a JDK 25, or set JAVA_HOME to one.");
        }
        return Files.isExecutable(home.resolve("bin/javac")) ? Finding.ok("java", found)
            : Finding.fail("java", found + " has no compiler", "Install the JDK, not only the runtime.");
    }

    private Finding maven() {
        return program("mvn").map(path -> Finding.ok("maven", path.toString())).orElseGet(() -> Finding.warn("maven",
            "there is no mvn on the PATH: code builds that compile with it fail", "apt-get install maven"));
    }

    private Finding sandbox() throws InterruptedException {
        Optional<Path> bubblewrap = program("bwrap");
        if (bubblewrap.isPresent() && runs(List.of("bwrap", "--ro-bind", "/", "/", "--unshare-pid", "true"))) {
            return Finding.ok("sandbox", "bubblewrap, " + bubblewrap.get());
        }
        if (program("unshare").isPresent() && runs(List.of("unshare", "--user", "--map-root-user", "--mount", "--pid",
                "--fork", "true"))) {
            return Finding.ok("sandbox", "unshare with user namespaces");
        }
        return Finding.fail("sandbox", "neither bubblewrap nor unshare can make a namespace here: no local instance starts",
            "apt-get install bubblewrap; and allow user namespaces: sysctl kernel.unprivileged_userns_clone=1");
    }

    private Finding disk() {
        Path present = data;
        while (!Files.exists(present)) {
            present = present.getParent();
        }
        try {
            long free = Files.getFileStore(present).getUsableSpace();
            String found = Values.size(free) + " free for " + data;
            String next = "Make room, or move the data folder: 'leengine up --data DIR'.";
            return free < LEAST_DISK ? Finding.fail("disk", found, next) : free < LOW_DISK ? Finding.warn("disk", found, next)
                : Files.isWritable(present) ? Finding.ok("disk", found)
                : Finding.fail("disk", data + " cannot be written", "Choose another one with --data, or its owner.");
        } catch (IOException e) {
            return Finding.fail("disk", "the room for " + data + " is not known: " + e.getMessage(), "");
        }
    }

    private Finding files() {
        try {
            String soft = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files")).findFirst().orElse("").replaceAll("[^\\d ]", "").strip()
                .split(" +")[0];
            // The JVM raises its own to the hard limit; what it starts begins with the soft one.
            long limit = soft.isEmpty() ? Long.MAX_VALUE : Long.parseLong(soft);
            return limit >= FILES ? Finding.ok("open-files", "limit " + limit) : Finding.warn("open-files", "limit " + limit
                + ", too few for many connections", "Raise it: ulimit -n 65536, or in /etc/security/limits.conf.");
        } catch (IOException | NumberFormatException e) {
            return Finding.warn("open-files", "the limit is not known: " + e.getMessage(), "");
        }
    }

    private Finding controlGroups() {
        List<Path> roots = new ArrayList<>();
        for (String path : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified")) {
            roots.add(Path.of(path));
        }
        return roots.stream().filter(root -> Files.exists(root.resolve("cgroup.procs")) && Files.isWritable(root)).findFirst()
            .map(root -> Finding.ok("cgroups", root + " can be written"))
            .orElseGet(() -> Finding.warn("cgroups", "no control group can be made here: the memory and processor limits of "
                + "local instances are not enforced", "Run the engine as root, or in a group that is delegated to its user."));
    }

    private Optional<Path> program(String name) {
        for (String folder : surroundings.variable("PATH").orElse("").split(Pattern.quote(File.pathSeparator))) {
            Path path = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static boolean runs(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            boolean ended = process.waitFor(5, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
