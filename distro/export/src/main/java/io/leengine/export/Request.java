package io.leengine.export;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to export.
 *
 * @param own the distribution that the command belongs to
 * @param base a name or a folder
 * @param name of the distribution to write; empty: that of the base
 * @param swaps which jar is to serve a seam
 * @param adds further bundles
 * @param removals symbolic names
 * @param settings given for parts
 * @param out a folder, or an archive by its ending
 */
record Request(Path own, String base, Optional<String> name, Map<Seam, Path> swaps, List<Path> adds,
    List<String> removals, List<Setting> settings, Path out) {

    /**
     * A setting of a part.
     *
     * @param part its name; empty: each part of the seam
     */
    record Setting(Seam seam, Optional<String> part, String key, String value) {
        private static Setting parse(String text) throws ExportException {
            int equals = text.indexOf('=');
            int dot = text.indexOf('.');
            if (dot <= 0 || equals <= dot + 1) {
                throw ExportException.refused("'" + text + "' is no setting", "Write --set SEAM.KEY=VALUE, or "
                    + "--set SEAM/PART.KEY=VALUE for one of several.");
            }
            String[] target = text.substring(0, dot).split("/", 2);
            return new Setting(Seam.of(target[0]), target.length == 1 ? Optional.empty() : Optional.of(target[1]),
                text.substring(dot + 1, equals), text.substring(equals + 1));
        }
    }

    /** Reads the arguments that the command line hands on. */
    static Request parse(List<String> arguments) throws ExportException {
        Map<Seam, Path> swaps = new LinkedHashMap<>();
        Map<String, String> single = new LinkedHashMap<>();
        List<Path> adds = new ArrayList<>();
        List<String> removals = new ArrayList<>();
        List<Setting> settings = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.pop();
            if (rest.isEmpty()) {
                throw ExportException.refused(option + " wants a value", "");
            }
            String value = rest.pop();
            switch (option) {
                case "--swap" -> swap(value, swaps);
                case "--add" -> adds.add(Path.of(value));
                case "--remove" -> removals.add(value);
                case "--set" -> settings.add(Setting.parse(value));
                case "--own", "--base", "--name", "--out" -> single.put(option, value);
                default -> throw ExportException.refused("unknown option " + option, "");
            }
        }
        for (String needed : List.of("--own", "--base", "--out")) {
            if (!single.containsKey(needed)) {
                throw ExportException.refused(needed + " is missing", "");
            }
        }
        return new Request(Path.of(single.get("--own")).toAbsolutePath().normalize(), single.get("--base"),
            Optional.ofNullable(name(single.get("--name"))), swaps, adds, removals, settings,
            Path.of(single.get("--out")).toAbsolutePath().normalize());
    }

    private static void swap(String value, Map<Seam, Path> swaps) throws ExportException {
        int equals = value.indexOf('=');
        if (equals <= 0 || equals == value.length() - 1) {
            throw ExportException.refused("'" + value + "' is no swap", "Write --swap SEAM=JAR, such as --swap "
                + "lb=my-lb.jar.");
        }
        Seam seam = Seam.of(value.substring(0, equals));
        Path jar = Path.of(value.substring(equals + 1));
        Path before = swaps.put(seam, jar);
        if (before != null) {
            throw ExportException.refused("two jars for the seam " + seam.label() + ": " + before + " and " + jar,
                "Give one with --swap, and what it needs besides with --add.");
        }
    }

    private static String name(String name) throws ExportException {
        if (name != null && !name.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
            throw ExportException.refused("'" + name + "' is no name for a distribution", "Use lower-case letters, digits, "
                + "dots and dashes; at most 63.");
        }
        return name;
    }
}
