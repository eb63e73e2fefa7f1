package io.leengine.builder.maven.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the instructions of a Dockerfile into an {@link ImagePlan}. */
public final class Planner {
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*=[\\s\\S]*");
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp))?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,9}(?::[0-9]{1,9})?");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final int LAST_PORT = 65_535;

    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Set<String> ports = new LinkedHashSet<>();
    private final Set<String> volumes = new LinkedHashSet<>();
    private final Set<String> folders = new HashSet<>(Set.of("/"));
    private final List<CopyStep> copies = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private boolean started;
    private Optional<String> from = Optional.empty();
    private Optional<String> workingFolder = Optional.empty();
    private Optional<List<String>> entrypoint = Optional.empty();
    private Optional<List<String>> command = Optional.empty();
    private Optional<String> user = Optional.empty();

    private Planner() {
    }

    /**
     * Returns the plan.
     *
     * @throws io.leengine.model.EngineException {@code BUILD_FAILED} for an instruction that is wrong, {@code INVALID}
     *     for a path that leaves the project's folder
     * @throws NeedsContainerException when something would have to be run
     */
    public static ImagePlan plan(List<Instruction> instructions) {
        var planner = new Planner();
        instructions.forEach(planner::apply);
        return planner.result(instructions.getLast().line());
    }

    private ImagePlan result(int lastLine) {
        if (!started) {
            throw DockerfileError.failed(lastLine, "there is no FROM.");
        }
        return new ImagePlan(from, copies, environment, workingFolder, ports, entrypoint, command, user, labels,
            volumes, ignored);
    }

    private void apply(Instruction it) {
        if (!started && !it.keyword().equals("FROM") && !it.keyword().equals("ARG")) {
            throw DockerfileError.failed(it.line(), it.keyword() + " stands before FROM.");
        }
        switch (it.keyword()) {
            case "FROM" -> from(it);
            case "ARG" -> arg(it);
            case "ENV" -> environment.putAll(pairs(it));
            case "LABEL" -> labels.putAll(pairs(it));
            case "COPY", "ADD" -> copy(it);
            case "WORKDIR" -> {
                workingFolder = Optional.of(absolute(it, Words.expand(it.line(), it.text(), name -> value(it, name))));
                folders.add(workingFolder.get());
            }
            case "EXPOSE" -> words(it).forEach(word -> expose(it, word));
            case "VOLUME" -> Words.json(it.text()).orElseGet(() -> words(it))
                .forEach(path -> volumes.add(absolute(it, path)));
            case "USER" -> user = Optional.of(Words.expand(it.line(), it.text(), name -> value(it, name)));
            case "ENTRYPOINT" -> {
                entrypoint = Optional.of(command(it));
                // A later CMD applies; one before the ENTRYPOINT stays too, as with Docker.
            }
            case "CMD" -> command = Optional.of(command(it));
            case "RUN" -> throw new NeedsContainerException(it.line(), "RUN");
            case "ONBUILD", "SHELL" -> throw new NeedsContainerException(it.line(), it.keyword());
            default -> ignored.add("Dockerfile line " + it.line() + ": " + it.keyword() + " has no effect here.");
        }
    }

    private void from(Instruction it) {
        if (started) {
            throw new NeedsContainerException(it.line(), "a second stage (FROM)");
        }
        List<String> words = Words.split(it.line(), it.text(), arguments::get);
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.isEmpty() || words.getFirst().startsWith("--")) {
            throw new NeedsContainerException(it.line(), "FROM with an option");
        } else if (words.size() != 1 && !named) {
            throw DockerfileError.failed(it.line(), "FROM takes one image.");
        }
        started = true;
        from = words.getFirst().equals("scratch") ? Optional.empty() : Optional.of(words.getFirst());
    }

    private void arg(Instruction it) {
        for (String word : words(it)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (equals >= 0) {
                arguments.put(name, word.substring(equals + 1));
            } else {
                // Without a default it has no value: nobody passes build arguments.
                arguments.putIfAbsent(name, "");
            }
        }
    }

    private List<String> words(Instruction it) {
        return Words.split(it.line(), it.text(), name -> value(it, name));
    }

    /** A name with '?' before it may be unset; any other must be known, for the base image may set it unseen. */
    private String value(Instruction it, String reference) {
        boolean optional = reference.startsWith("?");
        String name = optional ? reference.substring(1) : reference;
        String value = environment.getOrDefault(name, arguments.get(name));
        if (value == null && from.isPresent() && !optional) {
            throw new NeedsContainerException(it.line(), "the variable $" + name
                + ", which only the base image can have set (write its value out),");
        }
        return value;
    }

    private Map<String, String> pairs(Instruction it) {
        String first = it.text().split("\\s", 2)[0];
        var out = new LinkedHashMap<String, String>();
        if (!first.contains("=")) {
            String[] both = it.text().split("\\s+", 2);
            if (both.length < 2) {
                throw DockerfileError.failed(it.line(), it.keyword() + " needs a name and a value.");
            }
            out.put(both[0], Words.expand(it.line(), both[1], name -> value(it, name)));
            return out;
        }
        for (String word : words(it)) {
            if (!ASSIGNMENT.matcher(word).matches()) {
                throw DockerfileError.failed(it.line(), "'" + word + "' is not NAME=value.");
            }
            int equals = word.indexOf('=');
            out.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return out;
    }

    private void expose(Instruction it, String word) {
        var matcher = PORT.matcher(word);
        if (!matcher.matches()) {
            throw DockerfileError.failed(it.line(), "'" + word + "' is not a port.");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first < 1 || last > LAST_PORT || last < first) {
            throw DockerfileError.failed(it.line(), "'" + word + "' is not a port.");
        }
        for (int port = first; port <= last; port++) {
            ports.add(port + "/" + (matcher.group(3) == null ? "tcp" : matcher.group(3)));
        }
    }

    private static List<String> command(Instruction it) {
        return Words.json(it.text()).orElseGet(() -> List.of("/bin/sh", "-c", it.text()));
    }

    private void copy(Instruction it) {
        String text = it.text();
        String owner = "";
        OptionalInt mode = OptionalInt.empty();
        while (text.startsWith("--")) {
            String[] both = text.split("\\s+", 2);
            String option = Words.expand(it.line(), both[0], name -> value(it, name));
            text = both.length < 2 ? "" : both[1];
            if (option.startsWith("--chown=")) {
                owner = owner(it, option.substring("--chown=".length()));
            } else if (option.startsWith("--chmod=")) {
                mode = OptionalInt.of(mode(it, option.substring("--chmod=".length())));
            } else if (!option.equals("--link")) {
                throw new NeedsContainerException(it.line(), it.keyword() + " " + option);
            }
        }
        List<String> paths = paths(it, text);
        if (paths.size() < 2) {
            throw DockerfileError.failed(it.line(), it.keyword() + " needs a source and a target.");
        }
        var sources = paths.subList(0, paths.size() - 1).stream().map(path -> source(it, path)).toList();
        String written = paths.getLast();
        String target = absolute(it, written);
        boolean isFolder = written.endsWith("/") || written.equals(".") || written.endsWith("/.")
            || folders.contains(target);
        if (isFolder) {
            folders.add(target);
        }
        copies.add(new CopyStep(it.line(), it.keyword().equals("ADD"), sources, target, isFolder, owner, mode));
    }

    private List<String> paths(Instruction it, String text) {
        return Words.json(text)
            .map(list -> list.stream().map(path -> Words.expand(it.line(), path, name -> value(it, name))).toList())
            .orElseGet(() -> Words.split(it.line(), text, name -> value(it, name)));
    }

    private String source(Instruction it, String path) {
        if (it.keyword().equals("ADD") && path.matches("(?i)(https?|git|ssh)://.*|git@.*")) {
            throw new NeedsContainerException(it.line(), "ADD of a URL");
        }
        var parts = new ArrayList<String>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                throw DockerfileError.leaves(it.line(), path);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String owner(Instruction it, String owner) {
        String numbers = owner.replaceAll("\\broot\\b", "0");
        if (!NUMBERS.matcher(numbers).matches()) {
            throw new NeedsContainerException(it.line(), "--chown with names (write numbers)");
        }
        return numbers.contains(":") ? numbers : numbers + ":" + numbers;
    }

    private static int mode(Instruction it, String mode) {
        if (!MODE.matcher(mode).matches()) {
            throw DockerfileError.failed(it.line(), "'" + mode + "' is not a file mode such as 755.");
        }
        return Integer.parseInt(mode, 8);
    }

    private String absolute(Instruction it, String path) {
        if (!path.startsWith("/") && workingFolder.isEmpty() && from.isPresent()) {
            throw new NeedsContainerException(it.line(), "the relative path '" + path
                + "' before any WORKDIR, which only the base image can make absolute (write an absolute one),");
        }
        var parts = new ArrayList<String>();
        String whole = path.startsWith("/") ? path : workingFolder.orElse("/") + "/" + path;
        for (String part : whole.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
