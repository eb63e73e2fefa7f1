package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Names.Entry;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The blobs: for each a name, its digest, whose value tells of which contents it consists. */
final class Blobs {
    private static final String FOLDER = "blobs";

    private final Names names;
    private final Contents contents;
    private final Trash trash;

    Blobs(Names names, Contents contents, Trash trash) {
        this.names = names;
        this.contents = contents;
        this.trash = trash;
    }

    Optional<List<Content>> contents(Digest blob) throws InterruptedException {
        return names.get(FOLDER, blob.hex()).map(entry -> Fields.read(entry.value()).contents("content"));
    }

    boolean has(Digest blob) throws InterruptedException {
        return names.get(FOLDER, blob.hex()).isPresent();
    }

    Optional<Long> size(Digest blob) throws InterruptedException {
        return contents(blob).map(Blobs::size);
    }

    InputStream open(Digest blob, long offset) throws InterruptedException {
        List<Content> pieces = contents(blob).orElseThrow(() -> EngineException.notFound("blob", blob.toString()));
        if (offset < 0 || offset > size(pieces)) {
            throw EngineException.invalid("offset", "'offset' must be between 0 and " + size(pieces) + ".");
        }
        return PiecesStream.open(contents, pieces, offset);
    }

    /** Makes a blob of contents; returns false when there is such a blob of other contents already. */
    boolean put(Digest blob, List<Content> pieces) throws InterruptedException {
        byte[] value = Fields.make().with("stored", Instant.now()).with("size", size(pieces))
            .withContents("content", pieces).write();
        return names.putIfAbsent(FOLDER, blob.hex(), value)
            || contents(blob).filter(pieces::equals).isPresent();
    }

    void delete(Digest blob) throws InterruptedException {
        Optional<Entry> entry = names.get(FOLDER, blob.hex());
        if (entry.isPresent()) {
            trash.remove(FOLDER, entry.get(), Fields.read(entry.get().value()).contents("content"));
        }
    }

    Page<BlobInfo> list(Optional<Digest> after, int limit) throws InterruptedException {
        Page<Entry> page = names.entries(FOLDER, "", after.map(Digest::hex), limit);
        return new Page<>(page.items().stream().map(Blobs::info).toList(), page.more());
    }

    private static BlobInfo info(Entry entry) {
        Fields fields = Fields.read(entry.value());
        return new BlobInfo(new Digest(Digest.SHA256, entry.name()), fields.number("size"), fields.time("stored"));
    }

    private static long size(List<Content> pieces) {
        return pieces.stream().mapToLong(Content::size).sum();
    }
}
