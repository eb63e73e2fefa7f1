package io.leengine.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Which bundles a start of the framework was made from. Size and time tell quickly that a file is the same; only if they
 * differ is it read, so that a rebuild with the same content counts as no change.
 *
 * @param origin the distribution's folder and the framework's version: another origin wants a storage made anew
 * @param files by path
 */
record Snapshot(String origin, Map<String, Entry> files) {

    /** One bundle file. */
    record Entry(String sha256, long size, long modified) {
        boolean looksLike(Entry other) {
            return other != null && size == other.size && modified == other.modified;
        }

        boolean sameContent(Entry other) {
            return other != null && sha256.equals(other.sha256);
        }
    }

    static Snapshot none() {
        return new Snapshot("", Map.of());
    }

    static Snapshot of(String origin, List<Path> bundles, Snapshot before) throws IOException {
        Map<String, Entry> files = new TreeMap<>();
        for (Path bundle : bundles) {
            files.put(bundle.toString(), entry(bundle, before.files.get(bundle.toString())));
        }
        return new Snapshot(origin, files);
    }

    /** What was written last; nothing if there is none or it cannot be understood, which costs a new storage. */
    static Snapshot read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return none();
        }
        List<String> lines = Files.readAllLines(file);
        Map<String, Entry> files = new TreeMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] parts = line.split(" ", 4);
            if (parts.length != 4 || !(parts[1] + parts[2]).matches("[0-9]{2,36}")) {
                return none();
            }
            files.put(parts[3], new Entry(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        }
        return lines.isEmpty() ? none() : new Snapshot(lines.getFirst(), files);
    }

    void write(Path file) throws IOException {
        StringJoiner text = new StringJoiner("\n", origin + "\n", "\n");
        files.forEach((name, entry) ->
                text.add(entry.sha256 + " " + entry.size + " " + entry.modified + " " + name));
        DataFolder.replace(file, text.toString());
    }

    boolean sameContent(Snapshot other) {
        return origin.equals(other.origin) && files.keySet().equals(other.files.keySet())
                && files.entrySet().stream().allMatch(file -> file.getValue().sameContent(other.files.get(file.getKey())));
    }

    /** Returns the digest of each file. */
    Map<Path, String> digests() {
        Map<Path, String> digests = new TreeMap<>();
        files.forEach((path, entry) -> digests.put(Path.of(path), entry.sha256));
        return digests;
    }

    /** Returns the digest of a file as it is now. */
    String digest(Path file) throws IOException {
        return entry(file, files.get(file.toString())).sha256;
    }

    /** Returns this with what another knows of further files. */
    Snapshot and(Snapshot other) {
        Map<String, Entry> all = new TreeMap<>(files);
        all.putAll(other.files);
        return new Snapshot(origin, all);
    }

    private static Entry entry(Path bundle, Entry before) throws IOException {
        Entry now = new Entry("", Files.size(bundle), Files.getLastModifiedTime(bundle).toMillis());
        String digest = now.looksLike(before) ? before.sha256 : sha256(bundle);
        return new Entry(digest, now.size, now.modified);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DigestInputStream in = new DigestInputStream(raw, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
