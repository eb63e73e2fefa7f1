package io.leengine.engine.swap;

import io.leengine.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Remembers over restarts what was made of each file of the plugin folder; for one thread. */
final class DroppedFiles {
    private static final String NONE = "-";
    private static final int WORDS = 6;

    /**
     * What was made of a file.
     *
     * @param look how the file looked when it was dealt with
     * @param subject the bundle that it put there; empty when it put none
     * @param digest of that bundle
     * @param base what was there before the folder put anything; empty for nothing
     * @param since the newest swap there was when the installation of this look began; empty once that has ended
     */
    record Made(String look, String subject, Optional<Digest> digest, Optional<Digest> base, Optional<Long> since) {
        /** Nothing yet. */
        static Made nothing() {
            return new Made(NONE, "", Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** Its content is being installed. */
        Made begun(String newLook, long newest) {
            return new Made(newLook, subject, digest, base, Optional.of(newest));
        }

        /** It was dealt with, and what runs by it is as before. */
        Made unchanged(String newLook) {
            return new Made(newLook, subject, digest, base, Optional.empty());
        }

        /** Its content runs. What was there before the first of a row of its contents is what there is to go back to. */
        Made installed(String newLook, String newSubject, Optional<Digest> before, Optional<Digest> after) {
            boolean goesOn = newSubject.equals(subject) && before.equals(digest);
            return new Made(newLook, newSubject, after, goesOn ? base : before, Optional.empty());
        }

        private String line(String name) {
            return String.join(" ", look, subject.isEmpty() ? NONE : subject, word(digest), word(base),
                since.map(String::valueOf).orElse(NONE), name);
        }

        private static String word(Optional<Digest> digest) {
            return digest.map(Digest::hex).orElse(NONE);
        }

        private static Optional<Digest> digest(String word) {
            return word.equals(NONE) ? Optional.empty() : Optional.of(new Digest(Digest.SHA256, word));
        }

        private static Made parse(String[] words) {
            return new Made(words[0], words[1].equals(NONE) ? "" : words[1], digest(words[2]), digest(words[3]),
                words[4].equals(NONE) ? Optional.empty() : Optional.of(Long.parseLong(words[4])));
        }
    }

    private final Path file;

    DroppedFiles(Path file) {
        this.file = file;
    }

    /** Returns what was made of each file, by its name. */
    Map<String, Made> all() throws IOException {
        Map<String, Made> all = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", WORDS);
                if (words.length != WORDS) {
                    throw new IOException(file + " cannot be understood at '" + line + "'");
                }
                all.put(words[WORDS - 1], Made.parse(words));
            }
        }
        return all;
    }

    /** Remembers; durable when it returns. */
    void put(String name, Made made) throws IOException {
        Map<String, Made> all = all();
        all.put(name, made);
        write(all);
    }

    void remove(String name) throws IOException {
        Map<String, Made> all = all();
        all.remove(name);
        write(all);
    }

    private void write(Map<String, Made> all) throws IOException {
        List<String> lines = new ArrayList<>();
        all.forEach((name, made) -> lines.add(made.line(name)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
