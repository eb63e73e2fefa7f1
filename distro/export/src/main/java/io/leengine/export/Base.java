package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An exported distribution that others are made from.
 *
 * @param home its folder
 * @param lock of it
 */
record Base(Path home, Lock lock) {
    private static final String FOLDER_PREFIX = "leengine-";
    /** Made anew for each distribution, or fit one place only. */
    private static final Set<String> NOT_TAKEN_OVER = Set.of(Lock.FILE, BillOfMaterials.FILE, Licences.FOLDER, "cache",
        ".built");

    /**
     * Finds a base by its name or its folder.
     *
     * @param own the distribution that the command belongs to
     */
    static Base find(String named, Path own) throws ExportException {
        Optional<Lock> lock = Lock.read(own);
        if (lock.isPresent() && lock.get().name().equals(named)) {
            return new Base(own, lock.get());
        }
        Path beside = own.resolveSibling(FOLDER_PREFIX + named.replace('/', '-'));
        Path home = Files.isDirectory(Path.of(named)) ? Path.of(named).toAbsolutePath().normalize() : beside;
        return new Base(home, Lock.read(home).orElseThrow(() -> ExportException.notFound("there is no distribution '"
            + named + "' to begin with", "Name " + lock.map(Lock::name).orElse("embedded") + ", or the folder of an exported "
            + "distribution: one with the file " + Lock.FILE + ".")));
    }

    /** Returns its bundles; refuses one that is not as it was exported. */
    List<BundleFile> bundles() throws ExportException {
        Map<String, Lock.Jar> expected = lock.jars().stream().filter(jar -> jar.path().startsWith(Lock.BUNDLES))
            .collect(Collectors.toMap(Lock.Jar::path, Function.identity()));
        List<BundleFile> bundles = new ArrayList<>();
        for (Path file : list(home.resolve(Lock.BUNDLES))) {
            Lock.Jar jar = expected.remove(home.relativize(file).toString());
            BundleFile bundle = BundleFile.read(file);
            if (jar == null || !jar.sha256().equals(bundle.sha256())) {
                throw new ExportException(Reason.CONFLICT, file + (jar == null ? " is not in " : " differs from ")
                    + Lock.FILE, "Export from a distribution as it was unpacked; give bundles with --swap or --add.", null);
            }
            bundles.add(bundle);
        }
        if (!expected.isEmpty()) {
            throw new ExportException(Reason.CONFLICT, home + " lacks " + String.join(", ", expected.keySet()),
                "Unpack the distribution again.", null);
        }
        return bundles;
    }

    /** Returns the path within the base of every other file that a distribution made from it has. */
    List<String> otherFiles() throws ExportException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile).map(file -> home.relativize(file))
                .filter(file -> !NOT_TAKEN_OVER.contains(file.getName(0).toString()))
                .map(Path::toString).filter(path -> !path.startsWith(Lock.BUNDLES)).sorted().toList();
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot list " + home + ": " + e.getMessage(), "", e);
        }
    }

    private static List<Path> list(Path folder) throws ExportException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot list " + folder + ": " + e.getMessage(), "", e);
        }
    }
}
