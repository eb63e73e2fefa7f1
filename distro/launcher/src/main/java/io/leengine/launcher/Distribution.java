package io.leengine.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The exported folder that this launcher is part of: {@code lib/}, {@code bundles/}, {@code conf/}. */
record Distribution(Path home) {

    /** The distribution named by the system property {@code leengine.home}, else the one around the launcher's jar. */
    static Distribution find() throws LaunchException {
        String named = System.getProperty(Settings.HOME);
        Path home = named != null ? Path.of(named) : aroundThisJar();
        Distribution found = new Distribution(home.toAbsolutePath().normalize());
        if (!Files.isDirectory(found.bundles())) {
            throw new LaunchException(ExitCode.USAGE, found.home() + " is not a distribution: it has no bundles folder",
                    null);
        }
        return found;
    }

    Path bundles() {
        return home.resolve("bundles");
    }

    Path conf() {
        return home.resolve("conf");
    }

    /** The bundles to run, sorted by name so that every start installs them in the same order. */
    List<Path> bundleFiles() throws LaunchException {
        try (Stream<Path> files = Files.list(bundles())) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().endsWith(".jar")).sorted().toList();
            if (jars.isEmpty()) {
                throw new LaunchException("no bundles in " + bundles());
            }
            return jars;
        } catch (IOException e) {
            throw new LaunchException("cannot list " + bundles() + ": " + e.getMessage(), e);
        }
    }

    private static Path aroundThisJar() throws LaunchException {
        try {
            Path jar = Path.of(Distribution.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return jar.getParent().getParent();
        } catch (URISyntaxException e) {
            throw new LaunchException("cannot find the distribution around the launcher", e);
        }
    }
}
