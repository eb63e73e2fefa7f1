package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageTags.Source;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Subject;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points a tag to what an image holds, by links and manifests: no blob moves. */
final class ImageCopy {
    private static final int MAX_DEPTH = 3;

    private final Store store;
    private final Changes changes;
    private final Seams seams;
    private final ManifestReader reader;
    private final BlobUse use;

    ImageCopy(Store store, Changes changes, Seams seams, ManifestReader reader, BlobUse use) {
        this.store = store;
        this.changes = changes;
        this.seams = seams;
        this.reader = reader;
        this.use = use;
    }

    void copy(Actor actor, String repository, String tag, Source source) throws InterruptedException {
        store.read(session -> {
            required(session, actor, repository, Permission.PUSH_IMAGE, "repository");
            return required(session, actor, source.repository(), Permission.PULL_IMAGE, "from.repository");
        });
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        Digest root = new ImageContent(seams).resolve(source.repository(), source.tag(), source.digest());
        Map<Digest, Manifest> manifests = new LinkedHashMap<>();
        collect(storage, source.repository(), root, 0, manifests);
        boolean moves = !source.repository().equals(repository);
        for (Map.Entry<Digest, Manifest> each : manifests.entrySet()) {
            if (moves) {
                List<Digest> blobs = reader.read(source.repository(), each.getValue(), changes.now(), "").blobs()
                    .map(Reference::digest).toList();
                // Before they are linked: from then on they are not collected while nothing refers to them yet.
                use.rely(blobs);
                for (Digest blob : blobs) {
                    storage.linkBlob(repository, blob);
                }
            }
            storage.putManifest(repository, each.getValue());
        }
        ImageManifest read = reader.readWhole(repository, manifests.get(root), changes.now());
        record(actor, source, tag, read.pushed(read.sizeBytes(), changes.now(), actor.name()),
            moves ? manifests : Map.of());
        // A repeat of a request that was answered moves no tag that was moved meanwhile.
        if (store.read(session -> session.images().push(repository, tag)).map(ImagePush::digest).filter(root::equals)
                .isPresent()) {
            storage.putTag(repository, tag, root);
        }
    }

    /** Finds a manifest and those of its index, these first. */
    private void collect(RegistryStorage storage, String repository, Digest digest, int depth,
            Map<Digest, Manifest> manifests) throws InterruptedException {
        Manifest manifest = storage.manifest(repository, digest).orElseThrow(() -> new EngineException(ErrorCode.NOT_FOUND,
            "The image " + repository + " does not hold all of it: the manifest " + digest + " is missing."));
        for (Reference each : reader.read(repository, manifest, changes.now(), "").manifests()) {
            if (depth < MAX_DEPTH && !manifests.containsKey(each.digest())) {
                collect(storage, repository, each.digest(), depth + 1, manifests);
            }
        }
        manifests.put(digest, manifest);
    }

    private void record(Actor actor, Source source, String tag, ImageManifest root, Map<Digest, Manifest> manifests)
            throws InterruptedException {
        String repository = root.repository();
        Map<Digest, ImageManifest> children = new LinkedHashMap<>();
        for (Map.Entry<Digest, Manifest> each : manifests.entrySet()) {
            if (!each.getKey().equals(root.digest())) {
                children.put(each.getKey(), reader.readWhole(repository, each.getValue(), changes.now()));
            }
        }
        String from = source.repository() + source.tag().map(name -> ":" + name).orElse("@" + root.digest());
        changes.apply(actor, "image.copy", new Subject(ResourceKind.IMAGE, repository), session -> {
            Image image = session.images().lockByRepository(repository)
                .orElseThrow(() -> EngineException.notFound("image", repository));
            Access.require(session, actor, Permission.PUSH_IMAGE, image);
            required(session, actor, source.repository(), Permission.PULL_IMAGE, "from.repository");
            children.values().forEach(child -> session.manifests().put(child.pushed(child.sizeBytes(), changes.now(),
                actor.name())));
            Difference difference = Pushes.put(session, image, root, Optional.of(tag), changes.now());
            Outcome outcome = new Outcome(ResourceKind.IMAGE, repository, tag + " = " + root.digest() + ", from " + from,
                tag).with(difference);
            return source.repository().equals(repository) ? outcome : outcome.beside(new Outcome.Beside(ResourceKind.IMAGE,
                source.repository(), "image.copied", from + " to " + repository + ":" + tag));
        });
    }

    private static Image required(Session session, Actor actor, String repository, Permission permission, String field) {
        Image image = session.images().byRepository(repository)
            .orElseThrow(() -> EngineException.notFound("image", repository).withField(field));
        try {
            return Access.require(session, actor, permission, image);
        } catch (EngineException e) {
            throw e.withField(field);
        }
    }

    /** Returns the sources a request may name: a tag or a digest, not both. */
    static Source checked(Source source) {
        if (source.tag().isPresent() == source.digest().isPresent()) {
            throw EngineException.invalid("from.tag", "Say a tag or a digest of what is to be copied, one of them.");
        }
        return source;
    }
}
