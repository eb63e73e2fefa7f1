package io.leengine.engine.access;

import io.leengine.engine.Actor;
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
        if (!resource.isPublic() && role(session, actor, permission.kind(), resource.id()).isEmpty()) {
            throw Resource.absent(permission.kind(), resource.name());
        }
        actor.required();
        throw new EngineException(ErrorCode.FORBIDDEN, "This needs the role "
            + permission.least().name().toLowerCase(Locale.ROOT) + " on " + resource.name() + ".")
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
        if (actor.administrator()) {
            return true;
        }
        if (isPublic && permission.anyoneIfPublic()) {
            return true;
        }
        return role(session, actor, permission.kind(), resource)
            .filter(role -> role.compareTo(permission.least()) >= 0).isPresent();
    }

    /** Returns the role an actor has on a resource at this moment; see {@link MemberRows#role}. */
    public static Optional<Role> role(Session session, Actor actor, ResourceKind kind, String resource) {
        return actor.kind() == Actor.Kind.USER ? session.members().role(kind, resource, actor.id()) : Optional.empty();
    }

    /** Returns how an actor looks at lists. */
    public static Viewer viewer(Actor actor) {
        return new Viewer(actor.kind() == Actor.Kind.USER ? actor.id() : "", actor.administrator());
    }
}
