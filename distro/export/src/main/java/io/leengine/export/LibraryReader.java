package io.leengine.export;

import io.leengine.export.KnownLibraries.Known;
import io.leengine.export.Library.Coordinates;
import io.leengine.export.Library.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Finds out what jars are: their names, licences, and the libraries nested in them. */
final class LibraryReader {
    private static final Pattern TEXT = Pattern.compile(
        "(META-INF/)?(licen[cs]es?/)?(licen[cs]e|notice|copying|copyright|about)([-._][\\w.-]*?)?(\\.(txt|md|html))?",
        Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_TEXT = Pattern.compile(".*\\.(class|json|xml|properties)");
    private static final Pattern COORDINATES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final int LARGEST_TEXT = 1 << 20;

    private final KnownLibraries known;
    private final Licence.Register register;

    LibraryReader(KnownLibraries known, Licence.Register register) {
        this.known = known;
        this.register = register;
    }

    /**
     * Reads a jar.
     *
     * @param path in the distribution
     */
    Library read(Path file, String path) throws IOException {
        return read(Files.readAllBytes(file), path);
    }

    private Library read(byte[] jar, String path) throws IOException {
        Attributes headers = new Attributes();
        List<Text> texts = new ArrayList<>();
        List<Library> nested = new ArrayList<>();
        List<Coordinates> said = new ArrayList<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                if (name.equals("META-INF/MANIFEST.MF")) {
                    headers = new Manifest(entries).getMainAttributes();
                } else if (name.endsWith(".jar")) {
                    nested.add(read(entries.readAllBytes(), path + "!/" + name));
                } else if (COORDINATES.matcher(name).matches()) {
                    coordinates(entries).ifPresent(said::add);
                } else if (!entry.isDirectory() && !NO_TEXT.matcher(name).matches()
                        && TEXT.matcher(name).matches()) {
                    texts.add(new Text(name, entries.readNBytes(LARGEST_TEXT)));
                }
            }
        }
        texts.sort(Comparator.comparing(Text::entry));
        nested.sort(Comparator.comparing(Library::path));
        String sha256 = Digests.of(jar);
        Optional<Known> found = known.find(sha256, jar.length);
        String fileName = path.substring(path.lastIndexOf('/') + 1);
        String name = first(headers, "Bundle-SymbolicName", "Automatic-Module-Name").map(each -> each.split(";")[0].trim())
            .orElse(fileName.replaceFirst("\\.jar$", ""));
        return new Library(path, sha256, name, first(headers, "Bundle-Version", "Implementation-Version").orElse(""),
            found.map(Known::coordinates).or(() -> own(said, fileName, name)), licences(found, headers), List.copyOf(texts),
            List.copyOf(nested));
    }

    private List<Licence> licences(Optional<Known> found, Attributes headers) {
        List<Licence> licences = found.map(Known::licences).orElse(List.of());
        String header = headers.getValue("Bundle-License");
        return licences.isEmpty() && header != null ? register.ofHeader(header) : licences;
    }

    private static Optional<String> first(Attributes headers, String... names) {
        for (String name : names) {
            String value = headers.getValue(name);
            if (value != null && !value.isBlank()) {
                return Optional.of(value.trim());
            }
        }
        return Optional.empty();
    }

    private static Optional<Coordinates> coordinates(ZipInputStream entry) throws IOException {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(entry.readAllBytes()));
        String group = properties.getProperty("groupId");
        String artifact = properties.getProperty("artifactId");
        String version = properties.getProperty("version");
        return group == null || artifact == null || version == null ? Optional.empty()
            : Optional.of(new Coordinates(group.trim(), artifact.trim(), version.trim()));
    }

    /** A jar into which others were merged has their coordinates too: its own are those that its name tells. */
    private static Optional<Coordinates> own(List<Coordinates> said, String fileName, String name) {
        return said.stream().filter(each -> name.equals(each.artifact())
                || fileName.equals(each.artifact() + ".jar") || fileName.startsWith(each.artifact() + "-" + each.version())
                || fileName.equals(each.group() + "." + each.artifact() + ".jar")).findFirst()
            .or(() -> said.size() == 1 ? Optional.of(said.getFirst()) : Optional.empty());
    }
}
