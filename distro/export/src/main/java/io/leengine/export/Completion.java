package io.leengine.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives a distribution that the build has put together its lock, its bill of materials and its licences: {@code Completion
 * DIR NAME VERSION TIME REPOSITORY}. The local Maven repository is asked which library each jar is; what it answers is kept
 * in the bill of materials, where later exports find it.
 */
public final class Completion {
    private Completion() {
    }

    /** Fails the build with what is wrong. */
    public static void main(String[] arguments) throws ExportException, IOException {
        complete(Path.of(arguments[0]), Inventory.named(arguments[1], arguments[2], Instant.parse(arguments[3])),
            Path.of(arguments[4]));
    }

    static void complete(Path home, Lock named, Path repository) throws ExportException, IOException {
        List<BundleFile> bundles = new ArrayList<>();
        for (Path file : jars(home.resolve(Lock.BUNDLES))) {
            bundles.add(BundleFile.read(file));
        }
        var uses = Export.paths(Resolution.of(bundles, FrameworkOffer.read(home.resolve("conf"))),
            bundle -> home.relativize(bundle.file()).toString());
        List<Inventory.Jar> jars = jars(home).stream()
            .map(file -> new Inventory.Jar(home.relativize(file).toString(), file, Optional.empty())).toList();
        Licence.Register register = new Licence.Register();
        Inventory inventory = Inventory.of(named, jars, uses,
            new LibraryReader(new MavenRepository(repository, register), register));
        delete(home.resolve(Licences.FOLDER));
        for (Map.Entry<String, byte[]> file : inventory.files().entrySet()) {
            Path path = home.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".jar")).sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
