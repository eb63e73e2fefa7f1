package io.leengine.engine.access;

import io.leengine.engine.Actor;
import io.leengine.engine.Reach;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.MemberRows;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/** Checks an actor against the role table, within the transaction that the check protects. */
public final class Access {
    private Access() {
    }

    /** Checks a permission on an application and returns it. */
    public static Application require(Session session, Actor actor, Permission permission, Application application) {
        require(session, actor, permission, Resource.of(application));
        return application;
    }

    /** Checks a permission on an image and returns it. */
    public static Image require(Session session, Actor actor, Permission permission, Image image) {
        require(session, actor, permission, Resource.of(image));
        return image;
    }

    /** Checks a permission on an image group and returns it. */
    public static ImageGroup require(Session session, Actor actor, Permission permission, ImageGroup group) {
        require(session, actor, permission, Resource.of(group));
        return group;
    }

    /** Checks a permission on a code build and returns it. */
    public static CodeBuild require(Session session, Actor actor, Permission permission, CodeBuild build) {
        require(session, actor, permission, Resource.of(build));
        return build;
    }

    /** Checks a permission on a resource of any kind and returns it. */
    public static Resource require(Session session, Actor actor, Permission permission, Resource resource) {
        if (has(session, actor, permission, resource.id(), resource.isPublic())) {
            return resource;
        }
        boolean seen = resource.isPublic() || role(session, actor, permission.kind(), resource.id()).isPresent()
            || actor.administrator() && covers(session, actor, permission.kind(), resource.id());
        if (!seen) {
            throw Resource.absent(permission.kind(), resource.name());
        }
        actor.required();
        String least = permission.least().name().toLowerCase(Locale.ROOT);
        if (!reaches(session, actor, permission, resource.id())) {
            throw new EngineException(ErrorCode.FORBIDDEN, "This needs the role " + least + " on " + resource.name()
                + ", and the token does not reach that far.")
                .withNextStep("Log in, or use a token that has the role " + least + " on " + resource.name() + ".");
        }
        throw new EngineException(ErrorCode.FORBIDDEN, "This needs the role " + least + " on " + resource.name() + ".")
            .withNextStep("Ask an owner of " + resource.name() + " for that role.");
    }

    /** As {@link #require}, for a resource that a request names in a field. */
    public static Resource requireIn(String field, Session session, Actor actor, Permission permission,
            Resource resource) {
        try {
            return require(session, actor, permission, resource);
        } catch (EngineException e) {
            throw e.withField(field);
        }
    }

    /** Returns whether an actor has a permission. */
    public static boolean has(Session session, Actor actor, Permission permission, String resource, boolean isPublic) {
        if (isPublic && permission.anyoneIfPublic()) {
            return true;
        }
        if (!reaches(session, actor, permission, resource)) {
            return false;
        }
        if (actor.administrator()) {
            return true;
        }
        return role(session, actor, permission.kind(), resource)
            .filter(role -> role.compareTo(permission.least()) >= 0).isPresent();
    }

    /** Returns whether the token of a request, if it has one, reaches as far as a permission on a resource. */
    private static boolean reaches(Session session, Actor actor, Permission permission, String resource) {
        return actor.reach().most().compareTo(permission.least()) >= 0
            && covers(session, actor, permission.kind(), resource)
            && (actor.kind() != Actor.Kind.DEPLOY_TOKEN || !permission.forPeople());
    }

    /**
     * Returns the role an actor has on a resource at this moment, see {@link MemberRows#role}, and no higher one than its
     * token reaches.
     */
    public static Optional<Role> role(Session session, Actor actor, ResourceKind kind, String resource) {
        if (!covers(session, actor, kind, resource)) {
            return Optional.empty();
        }
        Role most = actor.reach().most();
        return switch (actor.kind()) {
            case USER -> session.members().role(kind, resource, actor.id())
                .map(role -> role.compareTo(most) > 0 ? most : role);
            // Its reach is all it has; without a token it would have none.
            case DEPLOY_TOKEN -> actor.token().map(token -> most);
            default -> Optional.empty();
        };
    }

    /** Returns whether the token of a request, if it has one, reaches a resource; by its group, when it is an image. */
    private static boolean covers(Session session, Actor actor, ResourceKind kind, String resource) {
        Reach reach = actor.reach();
        return reach.covers(kind, resource) || kind == ResourceKind.IMAGE && reach.kinds().contains(ResourceKind.IMAGE_GROUP)
            && reach.only().filter(group -> session.imageGroups().holds(group.id(), resource)).isPresent();
    }

    /**
     * Returns how an actor looks at lists of a kind of resource. A token that does not reach the whole kind sees what
     * everybody does.
     */
    public static Viewer viewer(Actor actor, ResourceKind kind) {
        return actor.reach().coversAll(kind)
            ? new Viewer(actor.kind() == Actor.Kind.USER ? actor.id() : "", actor.administrator()) : new Viewer("", false);
    }
}
