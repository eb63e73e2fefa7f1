package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Contents.Writer;
import io.leengine.registry.ceph.Names.Entry;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The repositories: a folder each, with links ({@code l/}), manifests ({@code m/}), tags ({@code t/}) and uploads. So the
 * first name of a folder tells whether it holds anything that was finished.
 */
final class Repositories {
    private static final String ROOT = "r/";
    private static final String LINK = "l/";
    private static final String MANIFEST = "m/";
    private static final String TAG = "t/";
    private static final int MAX_MANIFEST = 4 << 20;
    // Bigger manifests, which are rare, are contents.
    private static final int MAX_INLINE = 64 << 10;
    private static final int PAGE = 200;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,254}");

    private final Names names;
    private final Contents contents;
    private final Trash trash;

    Repositories(Names names, Contents contents, Trash trash) {
        this.names = names;
        this.contents = contents;
        this.trash = trash;
    }

    /** Returns the folder of a repository. */
    static String folder(String repository) {
        return ROOT + Identifiers.repository("repository", repository);
    }

    void link(String repository, Digest blob) throws InterruptedException {
        names.putIfAbsent(folder(repository), LINK + blob.hex(), Fields.make().with("linked", Instant.now()).write());
    }

    boolean links(String repository, Digest blob) throws InterruptedException {
        return names.get(folder(repository), LINK + blob.hex()).isPresent();
    }

    void unlink(String repository, Digest blob) throws InterruptedException {
        names.remove(folder(repository), LINK + blob.hex());
    }

    Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return digests(names(repository, LINK, after.map(Digest::hex), limit));
    }

    void putManifest(String repository, Manifest manifest) throws InterruptedException {
        if (manifest.content().length > MAX_MANIFEST) {
            throw EngineException.invalid("manifest", "A manifest has at most 4 MiB.");
        }
        if (!MEDIA_TYPE.matcher(manifest.mediaType()).matches()) {
            throw EngineException.invalid("mediaType", "A media type has 1 to 255 printable ASCII characters.");
        }
        String folder = folder(repository);
        String name = MANIFEST + manifest.digest().hex();
        Fields fields = Fields.make().with("type", manifest.mediaType()).with("stored", Instant.now());
        if (manifest.content().length <= MAX_INLINE) {
            names.putIfAbsent(folder, name, fields.write(manifest.content()));
        } else if (names.get(folder, name).isEmpty()) {
            putBig(folder, name, fields, manifest.content());
        }
    }

    private void putBig(String folder, String name, Fields fields, byte[] bytes) throws InterruptedException {
        Content content = new Content(UUID.randomUUID().toString(), bytes.length);
        String note = trash.note(folder, name, List.of(content.id()));
        try (Writer writer = contents.create(content.id())) {
            writer.write(bytes, 0, bytes.length);
            writer.finish();
        }
        if (!names.putIfAbsent(folder, name, fields.withContents("content", List.of(content)).write())) {
            contents.delete(content);
        }
        trash.takeBack(note);
    }

    Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException {
        Optional<Entry> entry = names.get(folder(repository), MANIFEST + digest.hex());
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = Fields.read(entry.get().value());
        List<Content> pieces = fields.contents("content");
        Manifest manifest = new Manifest(fields.one("type"), pieces.isEmpty() ? fields.body() : read(pieces));
        if (!manifest.digest().equals(digest)) {
            throw new EngineException(ErrorCode.INTERNAL, "The manifest " + digest + " of '" + repository
                + "' is damaged in Ceph.").withNextStep("Delete it and push it again.");
        }
        return Optional.of(manifest);
    }

    private byte[] read(List<Content> pieces) throws InterruptedException {
        try (InputStream in = PiecesStream.open(contents, pieces, 0)) {
            return in.readNBytes(MAX_MANIFEST);
        } catch (IOException e) {
            throw Reading.failed(e);
        }
    }

    Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return digests(names(repository, MANIFEST, after.map(Digest::hex), limit));
    }

    /**
     * Removes a manifest and its tags: the tags before, so that none is seen without it, and again after, for those that
     * were set meanwhile.
     */
    void deleteManifest(String repository, Digest digest) throws InterruptedException {
        String folder = folder(repository);
        deleteTagsOf(folder, digest);
        Optional<Entry> entry = names.get(folder, MANIFEST + digest.hex());
        if (entry.isPresent()) {
            trash.remove(folder, entry.get(), Fields.read(entry.get().value()).contents("content"));
            deleteTagsOf(folder, digest);
        }
    }

    private void deleteTagsOf(String folder, Digest digest) throws InterruptedException {
        for (Entry tag : all(folder, TAG)) {
            if (target(tag).equals(digest)) {
                names.remove(folder, tag);
            }
        }
    }

    /**
     * Points a tag to a manifest. When somebody else sets the tag at the same time, theirs counts as the later one. The
     * manifest is looked for again after: {@link #deleteManifest} may have missed the tag.
     */
    void putTag(String repository, String tag, Digest manifest) throws InterruptedException {
        String folder = folder(repository);
        String name = TAG + Identifiers.tag("tag", tag);
        requireManifest(folder, manifest);
        byte[] value = Fields.make().with("digest", manifest).write();
        Optional<Entry> before = names.get(folder, name);
        if (before.isPresent()) {
            names.replace(folder, before.get(), value);
        } else {
            names.putIfAbsent(folder, name, value);
        }
        try {
            requireManifest(folder, manifest);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                deleteTagsOf(folder, manifest);
            }
            throw e;
        }
    }

    private void requireManifest(String folder, Digest manifest) throws InterruptedException {
        if (names.get(folder, MANIFEST + manifest.hex()).isEmpty()) {
            throw EngineException.notFound("manifest", manifest.toString());
        }
    }

    Optional<Digest> tag(String repository, String tag) throws InterruptedException {
        return names.get(folder(repository), TAG + Identifiers.tag("tag", tag)).map(Repositories::target);
    }

    private static Digest target(Entry tag) {
        return Digest.parse(Fields.read(tag.value()).one("digest"));
    }

    void deleteTag(String repository, String tag) throws InterruptedException {
        names.remove(folder(repository), TAG + Identifiers.tag("tag", tag));
    }

    Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException {
        return names(repository, TAG, after, limit);
    }

    /** Returns the entries of uploads. */
    Page<Entry> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
        return names.entries(folder(repository), UploadRef.PREFIX, after.map(UploadRef.PREFIX::concat), limit);
    }

    /** Returns repositories that hold anything; with an upload only when those are wanted, too. */
    Page<String> repositories(Optional<String> after, int limit, boolean unfinished) throws InterruptedException {
        List<String> found = new ArrayList<>();
        Optional<String> last = after.map(ROOT::concat);
        boolean more = true;
        while (more) {
            Page<String> page = names.folders(ROOT, last, PAGE);
            for (String folder : page.items()) {
                if (holds(folder, unfinished)) {
                    if (found.size() == limit) {
                        return new Page<>(found, true);
                    }
                    found.add(folder.substring(ROOT.length()));
                }
            }
            last = page.items().isEmpty() ? last : Optional.of(page.items().getLast());
            more = page.more();
        }
        return new Page<>(found, false);
    }

    private boolean holds(String folder, boolean unfinished) throws InterruptedException {
        List<String> first = names.names(folder, "", Optional.empty(), 1).items();
        return !first.isEmpty() && (unfinished || first.getFirst().startsWith(LINK) || first.getFirst().startsWith(MANIFEST));
    }

    /** Removes tags, manifests and links. Uploads are another's. */
    void delete(String repository) throws InterruptedException {
        String folder = folder(repository);
        for (String name : allNames(folder, TAG)) {
            names.remove(folder, name);
        }
        for (Entry entry : all(folder, MANIFEST)) {
            trash.remove(folder, entry, Fields.read(entry.value()).contents("content"));
        }
        for (String name : allNames(folder, LINK)) {
            names.remove(folder, name);
        }
    }

    private Page<String> names(String repository, String prefix, Optional<String> after, int limit)
            throws InterruptedException {
        Page<String> page = names.names(folder(repository), prefix, after.map(prefix::concat), limit);
        return new Page<>(page.items().stream().map(name -> name.substring(prefix.length())).toList(), page.more());
    }

    private static Page<Digest> digests(Page<String> hex) {
        return new Page<>(hex.items().stream().map(each -> new Digest(Digest.SHA256, each)).toList(), hex.more());
    }

    private List<Entry> all(String folder, String prefix) throws InterruptedException {
        return Pages.all(after -> names.entries(folder, prefix, after, PAGE), Entry::name);
    }

    private List<String> allNames(String folder, String prefix) throws InterruptedException {
        return Pages.all(after -> names.names(folder, prefix, after, PAGE), name -> name);
    }
}
