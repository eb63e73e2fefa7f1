package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a distribution says of itself: its lock, its bill of materials, its licences.
 *
 * @param lock of the distribution
 * @param files by their paths in the distribution
 */
record Inventory(Lock lock, SortedMap<String, byte[]> files) {

    /**
     * A jar to list.
     *
     * @param path in the distribution
     * @param file where it is now
     * @param origin as it is known already
     */
    record Jar(String path, Path file, Optional<String> origin) {
    }

    /**
     * Takes it.
     *
     * @param named name, version and time of the distribution
     * @param jars sorted by path
     * @param uses paths of bundles that a bundle is wired to
     */
    static Inventory of(Lock named, List<Jar> jars, SortedMap<String, List<String>> uses, LibraryReader reader)
            throws ExportException {
        List<Library> libraries = new ArrayList<>();
        List<Lock.Jar> locked = new ArrayList<>();
        for (Jar jar : jars) {
            Library library = read(jar, reader);
            libraries.add(library);
            String origin = jar.origin().or(() -> library.coordinates().map(Library.Coordinates::purl))
                .orElseGet(() -> "file:" + jar.file().getFileName());
            String version = library.version().isEmpty() ? library.shownVersion() : library.version();
            locked.add(new Lock.Jar(library.sha256(), jar.path(), library.name(), version, origin));
        }
        Lock lock = new Lock(named.name(), named.version(), named.time(), locked);
        SortedMap<String, byte[]> files = new TreeMap<>(Licences.files(lock, libraries));
        files.put(Lock.FILE, lock.text().getBytes(StandardCharsets.UTF_8));
        files.put(BillOfMaterials.FILE, BillOfMaterials.text(lock, libraries, uses).getBytes(StandardCharsets.UTF_8));
        return new Inventory(lock, files);
    }

    /** Begins a lock with no jar in it. */
    static Lock named(String name, String version, Instant time) {
        return new Lock(name, version, time, List.of());
    }

    private static Library read(Jar jar, LibraryReader reader) throws ExportException {
        try {
            return reader.read(jar.file(), jar.path());
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read " + jar.file() + ": " + e.getMessage(), "", e);
        }
    }
}
