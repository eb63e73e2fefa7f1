package io.leengine.builder.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The sandbox of bubblewrap: namespaces of users, processes and mounts; no capability is left. */
final class Bubblewrap implements Sandbox {
    private static final List<String> KERNEL =
        List.of("acpi", "asound", "bus", "fs", "irq", "mtrr", "scsi", "sys", "sysrq-trigger");

    private final Path program;

    Bubblewrap(Path program) {
        this.program = program;
    }

    @Override
    public List<String> wrap(View view, Path scratch, List<String> command) {
        var out = new ArrayList<>(List.of(program.toString(), "--unshare-user", "--unshare-pid", "--unshare-ipc",
            "--unshare-uts", "--uid", "1000", "--gid", "1000", "--die-with-parent", "--new-session", "--cap-drop",
            "ALL", "--hostname", "build", "--proc", "/proc", "--dev", "/dev"));
        // Kernel settings belong to the machine. Bubblewrap itself hides them from an ordinary user only, while the
        // engine may be root, whose files they are even without any capability.
        for (String part : KERNEL) {
            Path path = Path.of("/proc", part);
            if (Files.exists(path)) {
                out.addAll(List.of("--ro-bind", path.toString(), path.toString()));
            }
        }
        view.links().forEach((at, target) -> out.addAll(List.of("--symlink", target, at)));
        // In order of their paths, so that what lies deeper is mounted later.
        new TreeMap<>(view.readOnly()).forEach((at, shown) -> out.addAll(List.of("--ro-bind", shown.toString(), at)));
        new TreeMap<>(view.writable()).forEach((at, shown) -> out.addAll(List.of("--bind", shown.toString(), at)));
        out.addAll(List.of("--remount-ro", "/", "--chdir", view.folder(), "--"));
        out.addAll(command);
        return List.copyOf(out);
    }

    @Override
    public String name() {
        return "bubblewrap";
    }
}
