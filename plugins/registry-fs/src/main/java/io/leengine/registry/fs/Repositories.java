package io.leengine.registry.fs;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The repositories: one folder each, its slashes written as '+' (which no name has), with small files for links,
 * manifests and tags. The callers see to it that nobody adds to a folder while it is removed.
 */
final class Repositories {
    private static final int MAX_MANIFEST = 4 << 20;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,254}");
    private static final List<String> PARTS = List.of("links", "manifests", "tags", "uploads");

    private final Path root;
    private final Path trash;

    Repositories(Path root, Path trash) throws IOException {
        this.root = root;
        this.trash = trash;
        Disk.makeFolder(root);
        Disk.makeFolder(trash);
    }

    Path links(String repository) {
        return folder(repository).resolve("links");
    }

    Path manifests(String repository) {
        return folder(repository).resolve("manifests");
    }

    Path tags(String repository) {
        return folder(repository).resolve("tags");
    }

    Path uploads(String repository) {
        return folder(repository).resolve("uploads");
    }

    Path tag(String repository, String tag) {
        return tags(repository).resolve(Identifiers.tag("tag", tag));
    }

    private Path folder(String repository) {
        return root.resolve(Identifiers.repository("repository", repository).replace('/', '+'));
    }

    /** Makes the folders of a repository that is about to hold something. */
    void make(String repository) throws IOException {
        Path folder = folder(repository);
        if (PARTS.stream().allMatch(part -> Files.isDirectory(folder.resolve(part)))) {
            return;
        }
        for (String part : PARTS) {
            Files.createDirectories(folder.resolve(part));
        }
        Disk.syncFolder(folder);
        Disk.syncFolder(root);
    }

    /** Returns the names of all repositories there are folders of, in no order. */
    List<String> all() throws IOException {
        return Disk.names(root).stream().map(name -> name.replace('+', '/')).toList();
    }

    /** Returns whether a repository holds anything that was finished. */
    boolean holdsAnything(String repository) throws IOException {
        return Disk.hasNames(links(repository)) || Disk.hasNames(manifests(repository));
    }

    void putManifest(String repository, Manifest manifest) throws IOException {
        if (manifest.content().length > MAX_MANIFEST) {
            throw EngineException.invalid("manifest", "A manifest has at most 4 MiB.");
        }
        if (!MEDIA_TYPE.matcher(manifest.mediaType()).matches()) {
            throw EngineException.invalid("mediaType", "A media type has 1 to 255 printable ASCII characters.");
        }
        Path file = manifests(repository).resolve(manifest.digest().hex());
        if (!Files.exists(file)) {
            byte[] head = (manifest.mediaType() + "\n").getBytes(StandardCharsets.US_ASCII);
            Disk.writeAtomically(file, ByteBuffer.wrap(head), ByteBuffer.wrap(manifest.content()));
        }
    }

    Optional<Manifest> manifest(String repository, Digest digest) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(manifests(repository).resolve(digest.hex()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        String mediaType = new String(all, 0, end, StandardCharsets.US_ASCII);
        byte[] content = Arrays.copyOfRange(all, Math.min(end + 1, all.length), all.length);
        Manifest manifest = new Manifest(mediaType, content);
        if (!manifest.digest().equals(digest)) {
            throw new EngineException(ErrorCode.INTERNAL, "The manifest " + digest + " of '" + repository
                + "' is damaged on the registry's disk.").withNextStep("Delete it and push it again.");
        }
        return Optional.of(manifest);
    }

    boolean hasManifest(String repository, Digest digest) {
        return Files.exists(manifests(repository).resolve(digest.hex()));
    }

    /** Removes the tags first: a crash in between leaves a manifest without tags, never a tag without its manifest. */
    void deleteManifest(String repository, Digest digest) throws IOException {
        for (String tag : Disk.names(tags(repository))) {
            if (target(repository, tag).filter(digest::equals).isPresent()) {
                Disk.remove(tag(repository, tag));
            }
        }
        Disk.remove(manifests(repository).resolve(digest.hex()));
    }

    void putTag(String repository, String tag, Digest manifest) throws IOException {
        Path file = tag(repository, tag);
        if (!hasManifest(repository, manifest)) {
            throw EngineException.notFound("manifest", manifest.toString());
        }
        Disk.writeAtomically(file, ByteBuffer.wrap(manifest.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    Optional<Digest> target(String repository, String tag) throws IOException {
        try {
            return Optional.of(Digest.parse(Files.readString(tag(repository, tag), StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Takes a repository away in one step; what is left of it is removed then, or at the next start. */
    void delete(String repository) throws IOException {
        Path gone = trash.resolve(UUID.randomUUID().toString());
        try {
            Files.move(folder(repository), gone, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        Disk.syncFolder(root);
        Disk.removeTree(gone);
    }

    void emptyTrash() throws IOException {
        for (String left : Disk.names(trash)) {
            Disk.removeTree(trash.resolve(left));
        }
    }
}
