package io.leengine.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;

/**
 * What an operator changed on the running platform: bundles added, put in the place of the distribution's, or left out.
 * The engine replaces the list whole at the moment a change holds, so this start runs either what was before or what came
 * after, whatever was killed in between.
 */
final class InstalledBundles {
    private static final Logger LOG = Logger.getLogger(InstalledBundles.class.getName());
    private static final String NONE = "-";
    private static final String FOLDER = "bundles";

    /** Tells the digest of a file. */
    interface Digests {
        String of(Path file) throws IOException;
    }

    /** A line: {@code run|leave-out NAME DIGEST DISTRIBUTION-DIGEST DISTRIBUTION-FILE}; a dash for what there is not. */
    private record Entry(String symbolicName, String digest, String replacedDigest, String replacedFile, String line) {
        static Entry parse(String line) throws LaunchException {
            String[] words = line.split(" ", 5);
            if (words.length != 5 || !words[2].matches("-|[0-9a-f]{64}")) {
                throw new LaunchException("the list of installed bundles has a line that cannot be understood: " + line);
            }
            return new Entry(words[1], words[2], words[3], words[4], line);
        }

        boolean replaces() {
            return !replacedFile.equals(NONE);
        }
    }

    private final Path folder;
    private final Map<String, Entry> entries = new TreeMap<>();

    private InstalledBundles(Path folder) {
        this.folder = folder;
    }

    static InstalledBundles read(Path data) throws IOException, LaunchException {
        InstalledBundles read = new InstalledBundles(data.resolve(FOLDER));
        if (Files.exists(read.file())) {
            for (String line : Files.readAllLines(read.file())) {
                Entry entry = Entry.parse(line);
                read.entries.put(entry.symbolicName(), entry);
            }
        }
        return read;
    }

    private Path file() {
        return folder.resolve("installed");
    }

    /** Tells whether a bundle lies where the engine keeps those it was given. */
    boolean keeps(Path bundle) {
        return bundle.startsWith(folder);
    }

    /**
     * Returns the files to run. A change holds for as long as the distribution has the very file that it was made against;
     * once that is another one, the distribution's is newer.
     *
     * @param distribution digests of the distribution's files
     * @param digests tells that of a kept file, of which the name says what it must be
     */
    List<Path> files(Map<Path, String> distribution, Digests digests) throws IOException {
        Map<String, Path> byName = new TreeMap<>();
        distribution.keySet().forEach(file -> byName.put(file.getFileName().toString(), file));
        List<Path> files = new ArrayList<>(distribution.keySet());
        for (Entry entry : List.copyOf(entries.values())) {
            Path replaced = byName.get(entry.replacedFile());
            if (entry.replaces() && (replaced == null || !entry.replacedDigest().equals(distribution.get(replaced)))) {
                forget(entry, "the distribution has brought another one");
            } else if (!entry.digest().equals(NONE) && !Files.exists(jar(entry))) {
                forget(entry, jar(entry) + " is gone");
            } else if (!entry.digest().equals(NONE) && !entry.digest().equals(digests.of(jar(entry)))) {
                forget(entry, jar(entry) + " is damaged");
            } else {
                files.remove(replaced);
                if (!entry.digest().equals(NONE)) {
                    files.add(jar(entry));
                }
            }
        }
        return files;
    }

    /** Gives up a change whose bundle cannot start; returns the distribution's file to run instead, or null. */
    Path giveUp(Path bundle, Path distribution, String why) throws IOException {
        for (Entry entry : List.copyOf(entries.values())) {
            if (jar(entry).equals(bundle)) {
                forget(entry, why);
                return entry.replaces() ? distribution.resolve(entry.replacedFile()) : null;
            }
        }
        return null;
    }

    private Path jar(Entry entry) {
        return folder.resolve(entry.digest() + ".jar");
    }

    private void forget(Entry entry, String why) throws IOException {
        LOG.warning("the installed bundle " + entry.symbolicName() + " is given up: " + why);
        entries.remove(entry.symbolicName());
        StringBuilder text = new StringBuilder();
        entries.values().forEach(each -> text.append(each.line()).append('\n'));
        DataFolder.replace(file(), text.toString());
    }
}
