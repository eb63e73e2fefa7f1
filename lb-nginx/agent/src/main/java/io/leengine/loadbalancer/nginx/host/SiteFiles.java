package io.leengine.loadbalancer.nginx.host;

import io.leengine.spi.loadbalancer.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and snippets. A file's name tells its content, so none is ever changed: a new certificate is a new file,
 * which is why settings that name it are other settings, and the old one is there for as long as nginx may read it.
 */
final class SiteFiles {
    private static final String SNIPPET = ".conf";
    private static final String CERTIFICATE = ".pem";
    /** Stands in no certificate's name. */
    private static final String BETWEEN = "~";
    private static final Pattern NAMED = Pattern.compile("([a-z0-9-]+)" + BETWEEN + "[0-9a-f]+\\.pem");
    private static final Pattern PARTS =
        Pattern.compile("(.*?)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*)", Pattern.DOTALL);

    private final Folder folder;

    SiteFiles(Folder folder) {
        this.folder = folder;
    }

    /** Writes a certificate and its key, unless they are there, and returns their one file. */
    Path put(Certificate certificate) {
        String text = certificate.chain().stripTrailing() + "\n" + certificate.key().strip() + "\n";
        Path file = folder.certificates().resolve(certificate.name() + BETWEEN + Folder.digest(text) + CERTIFICATE);
        if (!Files.exists(file)) {
            folder.writeSecret(file, text);
        }
        return file;
    }

    /** Remembers which certificate is the one of its name. */
    void keep(Certificate certificate) {
        Path file = put(certificate);
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw Folder.failed(file, e);
        }
    }

    /** Writes a snippet, unless it is there, and returns its file. */
    Path put(String snippet) {
        Path file = folder.snippets().resolve(Folder.digest(snippet) + SNIPPET);
        if (!Files.exists(file)) {
            folder.write(file, snippet + "\n");
        }
        return file;
    }

    /** Returns the certificates that were kept; of several of a name, the one kept last. */
    List<Certificate> certificates() {
        Map<String, Path> latest = new HashMap<>();
        for (Path file : Folder.list(folder.certificates()).stream().sorted(Comparator.comparing(SiteFiles::time)).toList()) {
            Matcher named = NAMED.matcher(file.getFileName().toString());
            if (named.matches()) {
                latest.put(named.group(1), file);
            }
        }
        List<Certificate> found = new ArrayList<>();
        latest.forEach((name, file) -> read(name, file).ifPresent(found::add));
        return found;
    }

    private static Optional<Certificate> read(String name, Path file) {
        Matcher parts = PARTS.matcher(Folder.read(file));
        return parts.matches() ? Optional.of(new Certificate(name, parts.group(1), parts.group(2))) : Optional.empty();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw Folder.failed(file, e);
        }
    }

    /** Deletes all but some, and what is just being written. */
    void retain(Set<Path> used) {
        for (Path each : List.of(folder.certificates(), folder.snippets())) {
            Folder.list(each).stream().filter(file -> !used.contains(file)
                && !file.getFileName().toString().startsWith(Folder.UNFINISHED)).forEach(Folder::remove);
        }
    }
}
