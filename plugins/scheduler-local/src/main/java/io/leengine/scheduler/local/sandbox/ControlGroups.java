package io.leengine.scheduler.local.sandbox;

import io.leengine.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's control groups, where this process may make some: {@code /leengine/CELL-HASH/ID} in each hierarchy. The
 * hash is of the cell's folder, since two engines of one machine may each have a cell of that name.
 */
public final class ControlGroups {
    private static final System.Logger LOG = System.getLogger(ControlGroups.class.getName());
    private static final String TOP = "leengine";
    private static final int HASH_DIGITS = 12;

    private final String cell;
    /** Where each controller's cells lie; one and the same folder for all in version 2. */
    private final Map<String, Path> controllers;
    private final boolean unified;

    private ControlGroups(String cell, Map<String, Path> controllers, boolean unified) {
        this.cell = cell;
        this.controllers = Map.copyOf(controllers);
        this.unified = unified;
    }

    /** Finds out what a cell, whose state is in a folder, can use here. */
    public static ControlGroups detect(String name, Path cellFolder) throws IOException {
        String cell = name + "-" + Digest.of(cellFolder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8))
            .hex().substring(0, HASH_DIGITS);
        Map<String, Path> found = new HashMap<>();
        Path unifiedMount = null;
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ");
            if (fields[2].equals("cgroup")) {
                for (String option : fields[3].split(",")) {
                    if (List.of("memory", "cpu", "cpuacct", "pids").contains(option)) {
                        found.put(option, Path.of(fields[1]));
                    }
                }
            } else if (fields[2].equals("cgroup2")) {
                unifiedMount = Path.of(fields[1]);
            }
        }
        if (found.isEmpty() && unifiedMount != null) {
            return new ControlGroups(cell, unified(unifiedMount, cell), true);
        }
        found.entrySet().removeIf(entry -> !makeCell(entry.getValue(), cell));
        return new ControlGroups(cell, found, false);
    }

    private static boolean makeCell(Path mount, String cell) {
        try {
            return Files.isWritable(Files.createDirectories(mount.resolve(TOP).resolve(cell)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "No control groups under {0}: {1}", mount, e.toString());
            return false;
        }
    }

    private static Map<String, Path> unified(Path mount, String cell) throws IOException {
        List<String> offered = List.of(Files.readString(mount.resolve("cgroup.controllers")).strip().split(" "));
        Map<String, Path> found = new HashMap<>();
        if (!makeCell(mount, cell)) {
            return found;
        }
        for (String controller : List.of("memory", "cpu", "pids")) {
            try {
                if (offered.contains(controller)) {
                    for (Path folder : List.of(mount, mount.resolve(TOP), mount.resolve(TOP).resolve(cell))) {
                        Files.writeString(folder.resolve("cgroup.subtree_control"), "+" + controller);
                    }
                    found.put(controller, mount);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The controller {0} is not ours to use: {1}", controller,
                    e.toString());
            }
        }
        return found;
    }

    /** Returns what cannot be limited here, for a person; empty when all can. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!controllers.containsKey("memory")) {
            missing.add("memory");
        }
        if (!controllers.containsKey("cpu")) {
            missing.add("processor time");
        }
        return missing;
    }

    /** Returns an instance's group; it need not exist. */
    public ControlGroup group(String instance) {
        Map<String, Path> folders = new HashMap<>();
        controllers.forEach((name, mount) ->
            folders.put(name, mount.resolve(TOP).resolve(cell).resolve(instance)));
        return new ControlGroup(folders, unified);
    }

    /** Removes the cell's folders if nothing is in them. */
    public void removeIfEmpty() {
        for (Path mount : controllers.values()) {
            Path folder = mount.resolve(TOP).resolve(cell);
            try {
                if (Files.isDirectory(folder) && !hasChildren(folder)) {
                    Files.delete(folder);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} stays: {1}", folder, e.toString());
            }
        }
    }

    private static boolean hasChildren(Path folder) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
            return children.iterator().hasNext();
        }
    }
}
