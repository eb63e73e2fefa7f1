package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a distribution consists of: {@code distribution.lock}. A line for the distribution, then one for each jar, fields
 * parted by single spaces:
 *
 * <pre>
 * distribution NAME VERSION TIME
 * jar SHA-256 PATH SYMBOLIC-NAME VERSION ORIGIN
 * </pre>
 *
 * <p>Lines that begin with {@code #} are for people. The launcher reads this file too.
 *
 * @param name of the distribution
 * @param version of the distribution
 * @param time that its files bear
 * @param jars sorted by path
 */
record Lock(String name, String version, Instant time, List<Jar> jars) {
    static final String FILE = "distribution.lock";
    static final String BUNDLES = "bundles/";
    private static final String NONE = "-";

    /**
     * One jar.
     *
     * @param sha256 of the file
     * @param path within the distribution
     * @param name symbolic name, {@code -} if it has none
     * @param version of the bundle or the library, {@code -} if unknown
     * @param origin where it came from: a package URL, or {@code file:} and the name of the jar that was given
     */
    record Jar(String sha256, String path, String name, String version, String origin) {
    }

    Lock {
        jars = List.copyOf(jars);
    }

    /** Reads the lock of a folder; empty if it has none. */
    static Optional<Lock> read(Path home) throws ExportException {
        Path file = home.resolve(FILE);
        try {
            return Files.exists(file) ? Optional.of(parse(file, Files.readAllLines(file))) : Optional.empty();
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    private static Lock parse(Path file, List<String> lines) throws ExportException {
        String[] header = null;
        List<Jar> jars = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("distribution") && words.length == 4) {
                header = words;
            } else if (words[0].equals("jar") && words.length == 6) {
                jars.add(new Jar(words[1], words[2], words[3], words[4], words[5]));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw ExportException.refused(file + " cannot be understood at: " + line, "Unpack the distribution again.");
            }
        }
        try {
            if (header != null) {
                return new Lock(header[1], header[2], Instant.parse(header[3]), jars);
            }
        } catch (DateTimeException e) {
            throw new ExportException(Reason.REFUSED, file + " has no time that can be read", "Unpack the distribution "
                + "again.", e);
        }
        throw ExportException.refused(file + " does not name its distribution", "Unpack the distribution again.");
    }

    String text() {
        StringBuilder text = new StringBuilder("# What this distribution consists of. Do not edit: the launcher warns about a "
            + "bundle that differs.\n");
        text.append(String.join(" ", "distribution", name, version, time.toString())).append('\n');
        for (Jar jar : jars) {
            text.append(String.join(" ", "jar", jar.sha256(), jar.path(), word(jar.name()), word(jar.version()),
                word(jar.origin()))).append('\n');
        }
        return text.toString();
    }

    private static String word(String field) {
        return field.isEmpty() ? NONE : field.replace(" ", "%20");
    }
}
