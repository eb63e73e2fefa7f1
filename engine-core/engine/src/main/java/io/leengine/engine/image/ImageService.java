package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.Images;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.RegistryStorage;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Images over the store and the registry's storage. */
public final class ImageService implements Images {
    private static final int LONGEST_DESCRIPTION = 1_000;

    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final Seams seams;

    /** What it is made of. */
    public ImageService(Store store, Changes changes, Ids ids, Seams seams) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.seams = seams;
    }

    @Override
    public Image create(Actor actor, Draft draft) {
        actor.requiredMaker(ResourceKind.IMAGE);
        String repository = Identifiers.repository("repository", draft.repository());
        String id = changes.apply(actor, "image.create", about(repository), session -> {
            requirePushed(session, repository);
            draft.group().ifPresent(group -> ImageGroupService.fillable(session, actor, group));
            Image image = new Image(ids.next(), repository, description(draft.description()), draft.isPublic(),
                draft.group(), changes.now(), actor.name(), 1);
            session.images().insert(image);
            session.members().put(new Member(ResourceKind.IMAGE, image.id(), actor.id(), Role.OWNER, changes.now()));
            return new Outcome(ResourceKind.IMAGE, repository, draft.isPublic() ? "public" : "private", image.id())
                .with(Difference.of(Map.of(), facts(image)));
        });
        return store.read(session -> session.images().byRepository(repository))
            .filter(image -> image.id().equals(id)).orElseThrow(() -> EngineException.notFound("image", repository));
    }

    /** Throws {@code CONFLICT} for the name of an image that is cached: nobody makes it but the cache. */
    static void requirePushed(Session session, String repository) {
        session.imageGroups().sourceOf(repository).ifPresent(source -> {
            throw new EngineException(ErrorCode.CONFLICT, "Images whose names begin with " + source.group() + "/ are cached "
                + "from " + source.url() + ".").withField("repository").withNextStep("Take another name.");
        });
    }

    private static Subject about(String repository) {
        return new Subject(ResourceKind.IMAGE, repository);
    }

    private static Map<String, String> facts(Image it) {
        return Map.of("description", it.description(), "public", Boolean.toString(it.isPublic()), "group",
            it.group().orElse(""));
    }

    static String description(String text) {
        if (text == null || text.length() > LONGEST_DESCRIPTION) {
            throw EngineException.invalid("description", "A description has at most " + LONGEST_DESCRIPTION
                + " characters.");
        }
        return text;
    }

    @Override
    public Image get(Actor actor, String repository) {
        return store.read(session -> visible(session, actor, repository, Permission.SEE_IMAGE));
    }

    @Override
    public Page<Image> list(Actor actor, Selection selection) {
        actor.required();
        return Pages.of(store.read(session -> session.images().list(selection,
            Access.viewer(actor, ResourceKind.IMAGE))), selection, Image::repository, Image::createdAt);
    }

    @Override
    public Image update(Actor actor, String repository, Optional<String> description, Optional<Boolean> isPublic,
            Optional<Long> ifMatch) {
        description.ifPresent(ImageService::description);
        changes.apply(actor, "image.update", about(repository), session -> {
            Image present = held(session, actor, repository, Permission.CHANGE_IMAGE);
            Revisions.check(ifMatch, present.revision(), repository);
            Image next = new Image(present.id(), repository, description.orElse(present.description()),
                isPublic.orElse(present.isPublic()), present.group(), present.createdAt(), present.createdBy(),
                present.revision() + 1);
            session.images().update(next);
            return new Outcome(ResourceKind.IMAGE, repository, next.isPublic() ? "public" : "private", present.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        return get(actor, repository);
    }

    @Override
    public Image move(Actor actor, String repository, Optional<String> group, Optional<Long> ifMatch) {
        changes.apply(actor, "image.move", about(repository), session -> {
            Image present = held(session, actor, repository, Permission.MOVE_IMAGE);
            Revisions.check(ifMatch, present.revision(), repository);
            Image next = present.group().equals(group) ? present : moved(session, actor, present, group);
            return new Outcome(ResourceKind.IMAGE, repository, group.map(name -> "into the group " + name)
                .orElse("into no group"), present.id()).with(Difference.of(facts(present), facts(next)));
        });
        // Who moves an image out of a group may see it no longer; this change is answered all the same.
        return store.read(session -> session.images().byRepository(repository))
            .orElseThrow(() -> EngineException.notFound("image", repository));
    }

    private static Image moved(Session session, Actor actor, Image present, Optional<String> group) {
        present.group().ifPresent(former -> ImageGroupService.fillable(session, actor, former));
        List<QuotaGuard.Charged> charged = group.map(name -> ImageGroupService.fillable(session, actor, name))
            .map(QuotaGuard::charged).stream().toList();
        return QuotaGuard.within(session, charged, EnumSet.of(QuotaKind.IMAGE_STORAGE), () -> {
            Image next = present.in(group);
            session.images().update(next);
            return next;
        });
    }

    @Override
    public void delete(Actor actor, String repository, Optional<Long> ifMatch) throws InterruptedException {
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        changes.apply(actor, "image.delete", about(repository), session -> {
            Image present = held(session, actor, repository, Permission.DELETE_IMAGE);
            Revisions.check(ifMatch, present.revision(), repository);
            session.applications().byImage(repository).ifPresent(application -> {
                throw new EngineException(ErrorCode.CONFLICT, "The application " + application.name() + " uses "
                    + repository + ".").withNextStep("Delete the application first.");
            });
            long freed = session.manifests().bytesOnlyOf(repository);
            session.images().delete(present.id());
            return new Outcome(ResourceKind.IMAGE, repository, Freed.words(freed).strip(), present.id())
                .with(Difference.of(facts(present), Map.of()));
        });
        storage.deleteRepository(repository);
    }

    @Override
    public Page<Tag> tags(Actor actor, String repository, Page.Request page) throws InterruptedException {
        get(actor, repository);
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        RegistryStorage.Page<String> names = storage.tags(repository, page.after(), page.limit());
        Map<String, Digest> tags = new TreeMap<>();
        for (String name : names.items()) {
            if (name.contains(page.search())) {
                storage.tag(repository, name).ifPresent(digest -> tags.put(name, digest));
            }
        }
        return new Page<>(store.read(session -> TagFacts.of(session, repository, tags)),
            names.more() ? Optional.of(names.items().getLast()) : Optional.empty());
    }

    @Override
    public void deleteTag(Actor actor, String repository, String tag) throws InterruptedException {
        Identifiers.tag("tag", tag);
        store.read(session -> visible(session, actor, repository, Permission.CHANGE_IMAGE));
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        Optional<Digest> digest = storage.tag(repository, tag);
        changes.apply(actor, "image.delete-tag", about(repository), session -> {
            held(session, actor, repository, Permission.CHANGE_IMAGE);
            if (digest.isEmpty() && session.images().push(repository, tag).isEmpty()) {
                throw EngineException.notFound("tag of " + repository, tag);
            }
            long freed = digest.map(each -> Freed.byTag(session, repository, tag, each)).orElse(0L);
            Difference difference = Pushes.forgetTag(session, repository, tag, changes.now());
            if (!DryRun.isTried()) {
                // With the row held, so that no push of this tag comes between.
                Interruptibly.run(() -> storage.deleteTag(repository, tag));
            }
            return new Outcome(ResourceKind.IMAGE, repository, tag + Freed.words(freed), tag).with(difference);
        });
    }

    private static Image held(Session session, Actor actor, String repository, Permission permission) {
        Image image = session.images().lockByRepository(repository)
            .orElseThrow(() -> EngineException.notFound("image", repository));
        return Access.require(session, actor, permission, image);
    }

    private static Image visible(Session session, Actor actor, String repository, Permission permission) {
        Image image = session.images().byRepository(repository)
            .orElseThrow(() -> EngineException.notFound("image", repository));
        return Access.require(session, actor, permission, image);
    }
}
