package io.leengine.distro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The processes on this machine that live in a test's folder: those of instances and of builds, and the engine. */
final class Sandboxed {
    private static final String ID = "INSTANCE_ID=";

    private Sandboxed() {
    }

    /** What one process is: its command and its environment, as the kernel tells them. */
    record Found(long pid, String command, Set<String> environment) {
        @Override
        public String toString() {
            return pid + " " + command;
        }
    }

    /**
     * Returns those whose file system, output or command has something to do with the folder.
     *
     * @param root a temporary folder, with a name that no other has: within another root it is seen under another
     *         path, so that only its name tells it
     */
    static List<Found> of(Path root) throws IOException {
        String mark = root.getFileName().toString();
        List<Found> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.filter(Sandboxed::isNumber).toList()) {
                String command = read(process.resolve("cmdline")).replace('\0', ' ').strip();
                boolean own = Long.parseLong(process.getFileName().toString()) == ProcessHandle.current().pid();
                if (!own && !command.isEmpty() && (command.contains(mark) || output(process).contains(mark)
                        || read(process.resolve("mountinfo")).contains(mark))) {
                    found.add(new Found(Long.parseLong(process.getFileName().toString()), command,
                            new TreeSet<>(List.of(read(process.resolve("environ")).split("\0")))));
                }
            }
        }
        return found;
    }

    /** Returns the ids of the instances that have a process. */
    static Set<String> instances(Path root) throws IOException {
        Set<String> ids = new TreeSet<>();
        for (Found process : of(root)) {
            process.environment().stream().filter(variable -> variable.startsWith(ID))
                    .map(variable -> variable.substring(ID.length())).forEach(ids::add);
        }
        return ids;
    }

    /** Where a process writes to: an instance, into its log. */
    private static String output(Path process) throws IOException {
        try {
            return Files.readSymbolicLink(process.resolve("fd/1")).toString();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return "";
        }
    }

    private static boolean isNumber(Path process) {
        return process.getFileName().toString().chars().allMatch(Character::isDigit);
    }

    /** A process that has ended meanwhile has nothing to tell; another user's is none of ours. */
    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")
                    || e instanceof AccessDeniedException) {
                return "";
            }
            throw e;
        }
    }
}
