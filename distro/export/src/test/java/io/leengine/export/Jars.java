package io.leengine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Small bundles for tests. */
final class Jars {
    private Jars() {
    }

    /** Writes a bundle with further headers and entries. */
    static Path bundle(Path file, String name, String version, Map<String, String> headers, Map<String, String> entries)
            throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Bundle-ManifestVersion", "2");
        all.put("Bundle-SymbolicName", name);
        all.put("Bundle-Version", version);
        return jar(file, all, entries);
    }

    static Path jar(Path file, Map<String, String> headers, Map<String, String> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.ISO_8859_1));
                jar.closeEntry();
            }
        }
        return file;
    }

    /** Writes a bundle with a plugin. */
    static Path plugin(Path file, String name, String version, String id, String settings, Map<String, String> headers)
            throws IOException {
        return bundle(file, name, version, headers, Map.of("OSGI-INF/metatype/settings.xml", metatype(id, settings)));
    }

    static String metatype(String id, String settings) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
              <OCD id="settings" name="Settings" description="What can be set.">
                <AD id="leengine.name" type="String" name="Name" description="Its name."/>
                %s
              </OCD>
              <Designate factoryPid="%s"><Object ocdref="settings"/></Designate>
            </metatype:MetaData>
            """.formatted(settings, id);
    }
}
