package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.ImageTags;
import io.leengine.engine.Page;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Subject;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.RegistryStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tags and manifests over the store and the registry's storage. */
public final class ImageTagService implements ImageTags {
    private final Store store;
    private final Changes changes;
    private final Seams seams;
    private final ImageCopy copy;

    /** What it is made of. */
    public ImageTagService(Store store, Changes changes, Seams seams, ManifestReader reader,
            BlobUse use) {
        this.store = store;
        this.changes = changes;
        this.seams = seams;
        this.copy = new ImageCopy(store, changes, seams, reader, use);
    }

    @Override
    public Detail get(Actor actor, String repository, String tag) throws InterruptedException {
        store.read(session -> seen(session, actor, repository, Permission.SEE_IMAGE));
        Digest digest = seams.requireFirst(RegistryStorage.class).tag(repository, Identifiers.tag("tag", tag))
            .orElseThrow(() -> EngineException.notFound("tag of " + repository, tag));
        return store.read(session -> {
            var found = TagFacts.of(session, repository, Map.of(tag, digest)).getFirst();
            return new Detail(found, found.manifest(), Freed.byTag(session, repository, tag, digest));
        });
    }

    @Override
    public void copy(Actor actor, String repository, String tag, Source source) throws InterruptedException {
        Identifiers.tag("tag", tag);
        copy.copy(actor, repository, tag, ImageCopy.checked(source));
    }

    @Override
    public void deleteManifest(Actor actor, String repository, Digest digest) throws InterruptedException {
        store.read(session -> seen(session, actor, repository, Permission.CHANGE_IMAGE));
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        if (storage.manifest(repository, digest).isEmpty()) {
            throw EngineException.notFound("manifest of " + repository, digest.toString());
        }
        changes.apply(actor, "image.delete-manifest", about(repository), session -> {
            held(session, actor, repository, Permission.CHANGE_IMAGE);
            requireFree(session, repository, digest);
            long freed = Freed.byManifest(session, repository, digest);
            Difference difference = Pushes.forgetManifest(session, repository, digest);
            if (!DryRun.isTried()) {
                Interruptibly.run(() -> storage.deleteManifest(repository, digest));
            }
            return new Outcome(ResourceKind.IMAGE, repository, digest + Freed.words(freed), digest.toString())
                .with(difference);
        });
    }

    private static void requireFree(Session session, String repository, Digest digest) {
        List<String> users = TagFacts.users(session, repository).getOrDefault(digest, List.of());
        if (!users.isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "The version " + String.join(", ", users) + " runs " + digest
                + ".").withNextStep("Delete the version first.");
        }
        if (!session.manifests().inIndexes(repository, List.of(digest)).isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "An index of " + repository + " holds " + digest + ".")
                .withNextStep("Delete the index first.");
        }
    }

    @Override
    public Usage usage(Actor actor, String repository) {
        return store.read(session -> {
            seen(session, actor, repository, Permission.READ_IMAGE);
            List<ImageManifest> manifests = session.manifests().all(repository);
            List<Digest> digests = manifests.stream().map(ImageManifest::digest).toList();
            Set<Digest> free = new HashSet<>(digests);
            List<ImagePush> tags = session.images().pushesOf(repository, digests);
            tags.forEach(push -> free.remove(push.digest()));
            session.manifests().inIndexes(repository, digests).forEach(free::remove);
            manifests.stream().filter(each -> each.subject().isPresent()).forEach(each -> free.remove(each.digest()));
            long pulls = session.manifests().pulls(repository, Stream.concat(tags.stream().map(ImagePush::tag),
                digests.stream().map(Digest::toString)).toList()).values().stream().mapToLong(Pulls::count).sum();
            return new Usage(tags.size(), manifests.size(), session.manifests().bytes(repository),
                session.manifests().bytesOnlyOf(repository), free.size(), session.manifests().bytesOnlyOf(repository, free),
                pulls, session.manifests().allIndexed());
        });
    }

    @Override
    public Page<ImagePush> search(Actor actor, Page.Request page) {
        actor.required();
        String after = page.after().orElse(" ");
        int space = after.indexOf(' ');
        if (space < 0) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
        List<ImagePush> found = store.read(session -> session.images().search(page.search().toLowerCase(Locale.ROOT),
            Access.viewer(actor, ResourceKind.IMAGE), after.substring(0, space), after.substring(space + 1),
            page.limit() + 1));
        boolean more = found.size() > page.limit();
        List<ImagePush> items = more ? found.subList(0, page.limit()) : found;
        return new Page<>(items, more ? Optional.of(items.getLast().repository() + " " + items.getLast().tag())
            : Optional.empty());
    }

    @Override
    public Rules rules(Actor actor, String repository) {
        return store.read(session -> rules(session, seen(session, actor, repository, Permission.SEE_IMAGE)));
    }

    private static Rules rules(Session session, Image image) {
        boolean own = session.tagRules().find(ResourceKind.IMAGE, image.id()).isPresent();
        Optional<String> group = own ? Optional.empty() : image.group().flatMap(session.imageGroups()::byName)
            .filter(each -> session.tagRules().find(ResourceKind.IMAGE_GROUP, each.id()).isPresent()).map(ImageGroup::name);
        return new Rules(Pushes.rules(session, image), own, group);
    }

    @Override
    public Rules setRules(Actor actor, String repository, Optional<TagRules> rules) {
        changes.apply(actor, "image.set-tag-rules", about(repository), session -> {
            Image image = held(session, actor, repository, Permission.CHANGE_IMAGE);
            Map<String, String> before = facts(session.tagRules().find(ResourceKind.IMAGE, image.id()));
            rules.ifPresentOrElse(some -> session.tagRules().put(ResourceKind.IMAGE, image.id(), some),
                () -> session.tagRules().delete(ResourceKind.IMAGE, image.id()));
            return new Outcome(ResourceKind.IMAGE, repository, rules.isPresent() ? "" : "as its group", image.id())
                .with(Difference.of(before, facts(rules)));
        });
        return store.read(session -> rules(session, session.images().byRepository(repository)
            .orElseThrow(() -> EngineException.notFound("image", repository))));
    }

    @Override
    public TagRules groupRules(Actor actor, String group) {
        return store.read(session -> {
            ImageGroup found = Access.require(session, actor, Permission.SEE_IMAGE_GROUP, session.imageGroups()
                .byName(group).orElseThrow(() -> EngineException.notFound("image group", group)));
            return session.tagRules().find(ResourceKind.IMAGE_GROUP, found.id()).orElse(TagRules.NONE);
        });
    }

    @Override
    public TagRules setGroupRules(Actor actor, String group, TagRules rules) {
        changes.apply(actor, "image-group.set-tag-rules", new Subject(ResourceKind.IMAGE_GROUP, group), session -> {
            ImageGroup found = Access.require(session, actor, Permission.CHANGE_IMAGE_GROUP, session.imageGroups()
                .lockByName(group).orElseThrow(() -> EngineException.notFound("image group", group)));
            Map<String, String> before = facts(session.tagRules().find(ResourceKind.IMAGE_GROUP, found.id()));
            session.tagRules().put(ResourceKind.IMAGE_GROUP, found.id(), rules);
            return new Outcome(ResourceKind.IMAGE_GROUP, group, "", found.id())
                .with(Difference.of(before, facts(Optional.of(rules))));
        });
        return rules;
    }

    private static Map<String, String> facts(Optional<TagRules> rules) {
        Map<String, String> facts = new TreeMap<>();
        rules.ifPresent(it -> {
            facts.put("immutable", String.join(" ", it.immutable()));
            facts.put("keepMatching", String.join(" ", it.keepMatching()));
            Map.of("keepLast", it.keepLast(), "keepDays", it.keepDays(), "keepPulledDays", it.keepPulledDays(),
                "untaggedDays", it.untaggedDays()).forEach((name, value) ->
                    value.ifPresent(number -> facts.put(name, number.toString())));
        });
        return facts;
    }

    @Override
    public Retention retention(Actor actor, String repository, Optional<TagRules> tried) throws InterruptedException {
        store.read(session -> seen(session, actor, repository, Permission.READ_IMAGE));
        Map<String, Digest> tags = RetentionFacts.tags(seams.requireFirst(RegistryStorage.class), repository);
        return store.read(session -> {
            TagRules rules = tried.orElseGet(() -> Pushes.rules(session, session.images().byRepository(repository)
                .orElseThrow(() -> EngineException.notFound("image", repository))));
            RetentionPlan.Facts facts = RetentionFacts.of(session, repository, tags);
            List<Verdict> verdicts = RetentionPlan.of(facts, rules, changes.now());
            return new Retention(verdicts, RetentionFacts.freed(session, repository, facts, rules, verdicts, changes.now()));
        });
    }

    private static Subject about(String repository) {
        return new Subject(ResourceKind.IMAGE, repository);
    }

    private static Image seen(Session session, Actor actor, String repository, Permission permission) {
        return required(actor, permission, session, session.images().byRepository(repository), repository);
    }

    private static Image held(Session session, Actor actor, String repository, Permission permission) {
        return required(actor, permission, session, session.images().lockByRepository(repository), repository);
    }

    private static Image required(Actor actor, Permission permission, Session session, Optional<Image> image,
            String repository) {
        return Access.require(session, actor, permission,
            image.orElseThrow(() -> EngineException.notFound("image", repository)));
    }
}
