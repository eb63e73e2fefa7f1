package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageGroups;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.util.Map;
import java.util.Optional;

/** Image groups over the store. */
public final class ImageGroupService implements ImageGroups {
    private final Store store;
    private final Changes changes;
    private final Ids ids;

    /** What it is made of. */
    public ImageGroupService(Store store, Changes changes, Ids ids) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
    }

    @Override
    public ImageGroup create(Actor actor, String name, String description) {
        actor.requiredMaker(ResourceKind.IMAGE_GROUP);
        ImageGroup group = new ImageGroup(ids.next(), Identifiers.name("name", name),
            ImageService.description(description), changes.now(), actor.name(), 1);
        String id = changes.apply(actor, "image-group.create", about(name), session -> {
            session.imageGroups().insert(group);
            session.members().put(new Member(ResourceKind.IMAGE_GROUP, group.id(), actor.id(), Role.OWNER,
                changes.now()));
            return new Outcome(ResourceKind.IMAGE_GROUP, name, "", group.id())
                .with(Difference.of(Map.of(), facts(group)));
        });
        return store.read(session -> session.imageGroups().byName(name)).filter(found -> found.id().equals(id))
            .orElseThrow(() -> absent(name));
    }

    @Override
    public ImageGroup get(Actor actor, String name) {
        return store.read(session -> Access.require(session, actor, Permission.SEE_IMAGE_GROUP,
            session.imageGroups().byName(name).orElseThrow(() -> absent(name))));
    }

    @Override
    public Page<ImageGroup> list(Actor actor, Selection selection) {
        actor.required();
        return Pages.of(store.read(session -> session.imageGroups().list(selection,
            Access.viewer(actor, ResourceKind.IMAGE_GROUP))), selection, ImageGroup::name, ImageGroup::createdAt);
    }

    @Override
    public ImageGroup update(Actor actor, String name, Optional<String> description, Optional<Long> ifMatch) {
        description.ifPresent(ImageService::description);
        changes.apply(actor, "image-group.update", about(name), session -> {
            ImageGroup present = held(session, actor, name, Permission.CHANGE_IMAGE_GROUP);
            Revisions.check(ifMatch, present.revision(), name);
            ImageGroup next = new ImageGroup(present.id(), name, description.orElse(present.description()),
                present.createdAt(), present.createdBy(), present.revision() + 1);
            session.imageGroups().update(next);
            return new Outcome(ResourceKind.IMAGE_GROUP, name, "", present.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        return get(actor, name);
    }

    @Override
    public void delete(Actor actor, String name, Optional<Long> ifMatch) {
        changes.apply(actor, "image-group.delete", about(name), session -> {
            ImageGroup present = held(session, actor, name, Permission.DELETE_IMAGE_GROUP);
            Revisions.check(ifMatch, present.revision(), name);
            if (session.images().anyIn(name)) {
                throw new EngineException(ErrorCode.CONFLICT, "The image group " + name + " holds images.")
                    .withNextStep("Take them out, or delete them, first.");
            }
            session.imageGroups().delete(present.id());
            return new Outcome(ResourceKind.IMAGE_GROUP, name, "", present.id())
                .with(Difference.of(facts(present), Map.of()));
        });
    }

    private static Subject about(String name) {
        return new Subject(ResourceKind.IMAGE_GROUP, name);
    }

    private static Map<String, String> facts(ImageGroup group) {
        return Map.of("description", group.description());
    }

    /** Returns a group that images may be put into and taken out of, with its row held. */
    static ImageGroup fillable(Session session, Actor actor, String name) {
        ImageGroup group = session.imageGroups().lockByName(name).orElseThrow(() -> absent(name).withField("group"));
        Access.requireIn("group", session, actor, Permission.FILL_IMAGE_GROUP, Resource.of(group));
        return group;
    }

    private static ImageGroup held(Session session, Actor actor, String name, Permission permission) {
        return Access.require(session, actor, permission,
            session.imageGroups().lockByName(name).orElseThrow(() -> absent(name)));
    }

    private static EngineException absent(String name) {
        return EngineException.notFound("image group", name);
    }
}
