package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.resource.Resource;

/**
 * A bundle, read from its jar.
 *
 * @param file where it is
 * @param name its symbolic name
 * @param version of the bundle
 * @param sha256 of the file
 * @param resource what it needs and offers
 * @param plugins in it
 */
record BundleFile(Path file, String name, String version, String sha256, Resource resource, List<Plugin> plugins) {

    /** Reads a jar, all of it; refuses one that is damaged or no bundle. */
    static BundleFile read(Path file) throws ExportException {
        if (!Files.isRegularFile(file)) {
            throw ExportException.notFound("there is no file " + file, "");
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Map<String, String> headers = new HashMap<>();
            if (manifest != null) {
                manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
            }
            String name = headers.getOrDefault(Constants.BUNDLE_SYMBOLICNAME, "").split(";")[0].trim();
            if (name.isEmpty()) {
                throw ExportException.refused(file + " is no bundle: its manifest has no "
                    + Constants.BUNDLE_SYMBOLICNAME, "Build it with bnd-maven-plugin, or embed it in the plugin that uses "
                    + "it.");
            }
            readWhole(file);
            Version version = Version.parseVersion(headers.get(Constants.BUNDLE_VERSION));
            return new BundleFile(file, name, version.toString(), Digests.of(file),
                ResourceBuilder.build(file.getFileName().toString(), headers), Plugin.of(jar));
        } catch (ZipException e) {
            throw new ExportException(Reason.REFUSED, file + " is damaged: it cannot be read as a jar ("
                + e.getMessage() + ")", "Fetch or build it again.", e);
        } catch (BundleException | IllegalArgumentException e) {
            throw new ExportException(Reason.REFUSED, file + " is no bundle: " + e.getMessage(), "", e);
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    /** A stream of entries, unlike the list of them, compares each content with its checksum. */
    private static void readWhole(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file); ZipInputStream entries = new ZipInputStream(in)) {
            while (entries.getNextEntry() != null) {
                entries.closeEntry();
            }
        }
    }

    /** Returns the plugins for a seam. */
    List<Plugin> plugins(Seam seam) {
        return plugins.stream().filter(plugin -> plugin.seam().equals(Optional.of(seam))).toList();
    }

    /** Returns the file's name in a distribution, whatever it is called elsewhere. */
    String usualFileName() {
        return name + "-" + version + ".jar";
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
