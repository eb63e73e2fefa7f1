package io.leengine.engine.bundle;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
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

/**
 * What differs from the distribution: bundles that were added, replaced or taken out on the running platform. It is one
 * small file that is replaced whole, and the launcher starts the framework by it; so the moment it is replaced is the
 * moment at which a new bundle has taken the place of an old one, whatever dies before or after.
 */
public final class InstalledBundles {
    /**
     * One difference.
     *
     * @param symbolicName of the bundle
     * @param digest of the bundle that runs; empty when none does
     * @param replaces the file of the distribution it stands for; empty when there is none
     */
    public record Entry(String symbolicName, Optional<Digest> digest, Optional<DistributionFile> replaces) {
        String line() {
            return (digest.isPresent() ? "run" : "leave-out") + " " + symbolicName + " "
                + digest.map(Digest::hex).orElse("-") + " "
                + replaces.map(file -> file.digest().hex() + " " + file.name()).orElse("- -");
        }
    }

    /**
     * A bundle of the distribution; once that brings another one, the difference no longer holds.
     *
     * @param name of the file
     * @param digest of its content
     */
    public record DistributionFile(String name, Digest digest) {
    }

    private static final String FILE = "installed";

    private final Path file;

    /** Kept in the folder of the bundles. */
    public InstalledBundles(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /** Returns the difference for a bundle. */
    public synchronized Optional<Entry> find(String symbolicName) {
        return Optional.ofNullable(read().get(symbolicName));
    }

    /** Returns all. */
    public synchronized List<Entry> all() {
        return List.copyOf(read().values());
    }

    /** States a difference; durable when it returns. */
    public synchronized void put(Entry entry) {
        Map<String, Entry> all = read();
        all.put(entry.symbolicName(), entry);
        write(all);
    }

    /** States that a bundle is as the distribution has it. */
    public synchronized void remove(String symbolicName) {
        Map<String, Entry> all = read();
        if (all.remove(symbolicName) != null) {
            write(all);
        }
    }

    private Map<String, Entry> read() {
        Map<String, Entry> all = new TreeMap<>();
        if (!Files.exists(file)) {
            return all;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 5);
                if (words.length != 5) {
                    throw new EngineException(ErrorCode.INTERNAL, "The file " + file + " cannot be understood at '" + line
                        + "'.");
                }
                all.put(words[1], new Entry(words[1], digest(words[2]),
                    digest(words[3]).map(digest -> new DistributionFile(words[4], digest))));
            }
            return all;
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    private static Optional<Digest> digest(String word) {
        return word.equals("-") ? Optional.empty() : Optional.of(new Digest(Digest.SHA256, word));
    }

    private void write(Map<String, Entry> all) {
        List<String> lines = new ArrayList<>();
        all.values().forEach(entry -> lines.add(entry.line()));
        Path fresh = file.resolveSibling(FILE + ".new");
        try {
            Files.write(fresh, lines);
            try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(file.getParent())) {
                names.force(true);
            }
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    private EngineException unkept(IOException cause) {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The list of installed bundles, " + file
            + ", cannot be read or written: " + cause.getMessage(), cause);
    }
}
