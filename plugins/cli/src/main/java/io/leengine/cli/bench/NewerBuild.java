package io.leengine.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes a newer build of a bundle: the same content under another version. */
final class NewerBuild {
    private NewerBuild() {
    }

    /** Writes it and returns its file. */
    static Path of(Path bundle, int build, Path folder) throws IOException {
        Path file = folder.resolve(build + "-" + bundle.getFileName());
        try (JarFile from = new JarFile(bundle.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), "0.1." + build);
            try (OutputStream out = Files.newOutputStream(file); JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (Enumeration<JarEntry> each = from.entries(); each.hasMoreElements();) {
                    JarEntry entry = each.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        }
        return file;
    }
}
