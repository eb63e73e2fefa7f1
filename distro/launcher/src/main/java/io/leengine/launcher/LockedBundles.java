package io.leengine.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bundles that {@code distribution.lock} names, with their digests; none where there is no lock. Its lines are
 * {@code jar SHA-256 PATH NAME VERSION ORIGIN}; others are not looked at.
 *
 * @param digests by file name
 */
record LockedBundles(Map<String, String> digests) {
    static final String FILE = "distribution.lock";
    private static final String FOLDER = "bundles/";

    static LockedBundles read(Path home) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        Path file = home.resolve(FILE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (words.length > 2 && words[0].equals("jar") && words[2].startsWith(FOLDER)) {
                    digests.put(words[2].substring(FOLDER.length()), words[1]);
                }
            }
        }
        return new LockedBundles(digests);
    }

    /**
     * Says for each file that is here, and each that is not, what is not as it was exported.
     *
     * @param here digests of the distribution's files
     */
    List<String> differences(Map<Path, String> here) {
        List<String> differences = new ArrayList<>();
        if (digests.isEmpty()) {
            return differences;
        }
        Map<String, String> byName = new TreeMap<>();
        here.forEach((file, digest) -> byName.put(file.getFileName().toString(), digest));
        byName.forEach((name, digest) -> {
            if (!digests.containsKey(name)) {
                differences.add(FOLDER + name + " is not in " + FILE + ": it was put here after the export");
            } else if (!digests.get(name).equals(digest)) {
                differences.add(FOLDER + name + " differs from " + FILE + ": it was changed after the export");
            }
        });
        digests.keySet().stream().filter(name -> !byName.containsKey(name))
                .forEach(name -> differences.add(FOLDER + name + " is in " + FILE + " and not here"));
        return differences;
    }
}
