package io.leengine.distro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A plugin as another vendor would bring it: an embedded one under another symbolic name and version, and if wanted with
 * another id.
 *
 * @param source the embedded bundle
 * @param id of its plugin
 * @param newId of the repacked one
 * @param imported replaces a package in its imports; empty: none
 */
record RepackedBundle(Path source, String id, String newId, String name, String version, Optional<String> imported) {
    private static final String DESCRIPTIONS = "OSGI-INF/";

    /** Finds the embedded bundle that has a plugin. */
    static RepackedBundle with(String id) throws IOException {
        try (Stream<Path> files = Files.list(LiveEngine.EXPORTED.resolve("bundles"))) {
            for (Path file : files.sorted().toList()) {
                if (describes(file, id)) {
                    return new RepackedBundle(file, id, id, "", "", Optional.empty());
                }
            }
        }
        throw new AssertionError("no bundle has the plugin " + id);
    }

    /** One that keeps the plugins it has. */
    static RepackedBundle of(Path source) {
        return new RepackedBundle(source, "", "", "", "", Optional.empty());
    }

    private static boolean describes(Path file, String id) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().filter(each -> each.getName().startsWith(DESCRIPTIONS + "metatype/")).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    if (new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("factoryPid=\"" + id + "\"")) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    RepackedBundle named(String newName, String newVersion) {
        return new RepackedBundle(source, id, newId, newName, newVersion, imported);
    }

    RepackedBundle plugin(String other) {
        return new RepackedBundle(source, id, other, name, version, imported);
    }

    /** Replaces the import of a package, given as in a manifest. */
    RepackedBundle importing(String clause) {
        return new RepackedBundle(source, id, newId, name, version, Optional.of(clause));
    }

    Path write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile jar = new JarFile(source.toFile()); JarOutputStream out = new JarOutputStream(bytes, manifest(jar))) {
            for (JarEntry entry : jar.stream().filter(each -> !each.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                out.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream in = jar.getInputStream(entry)) {
                    out.write(entry.getName().startsWith(DESCRIPTIONS) ? described(in) : in.readAllBytes());
                }
                out.closeEntry();
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    private byte[] described(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return text.replace("factoryPid=\"" + id + "\"", "factoryPid=\"" + newId + "\"")
                .replace("configuration-pid=\"" + id + "\"", "configuration-pid=\"" + newId + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Manifest manifest(JarFile jar) throws IOException {
        Manifest manifest = new Manifest(jar.getManifest());
        Attributes main = manifest.getMainAttributes();
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        if (imported.isPresent()) {
            String changed = imported.get().split(";")[0];
            main.putValue("Import-Package", main.getValue("Import-Package")
                    .replaceFirst(changed.replace(".", "\\.") + ";version=\"[^\"]*\"", imported.get()));
        }
        return manifest;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
