package io.leengine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle on disk.
 *
 * @param file its jar
 * @param name its symbolic name
 */
record BundleJar(Path file, String name, Version version) {
    private static final Logger LOG = Logger.getLogger(BundleJar.class.getName());
    private static final String JAR = ".jar";

    /** Reads what a jar says of itself. */
    static BundleJar read(Path file) throws AgentException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                throw new AgentException(AgentException.USAGE, file + " is no bundle: its manifest has no "
                    + Constants.BUNDLE_SYMBOLICNAME + ".", "");
            }
            return new BundleJar(file, name.split(";")[0].strip(), Version.parseVersion(main.getValue(Constants.BUNDLE_VERSION)));
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(AgentException.USAGE, file + " is no bundle: " + e.getMessage(), "", e);
        }
    }

    /** Reads the newest of each symbolic name in a folder; none where there is no folder. */
    static Map<String, BundleJar> in(Path folder) throws AgentException {
        Map<String, BundleJar> found = new TreeMap<>();
        for (Path file : list(folder)) {
            add(read(file), found);
        }
        return found;
    }

    /** Does the same, and leaves out what cannot be read: nobody's half of a file keeps an agent from starting. */
    static Map<String, BundleJar> readable(Path folder) throws AgentException {
        Map<String, BundleJar> found = new TreeMap<>();
        for (Path file : list(folder)) {
            try {
                add(read(file), found);
            } catch (AgentException e) {
                LOG.log(Level.SEVERE, "it is left out, and should be deleted: " + e.getMessage(), e);
            }
        }
        return found;
    }

    private static void add(BundleJar jar, Map<String, BundleJar> found) {
        found.merge(jar.name(), jar, (one, other) -> other.isNewerThan(one) ? other : one);
    }

    private static List<Path> list(Path folder) throws AgentException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(JAR)).sorted().toList();
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, folder + " cannot be listed: " + e.getMessage(), "", e);
        }
    }

    boolean isNewerThan(BundleJar other) {
        return version.compareTo(other.version) > 0;
    }
}
