package io.leengine.engine.access;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.MemberRows;
import io.leengine.engine.store.Session;
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
        require(session, actor, permission, application.id(), application.name(), !application.isPrivate());
        return application;
    }

    /** Checks a permission on an image and returns it. */
    public static Image require(Session session, Actor actor, Permission permission, Image image) {
        require(session, actor, permission, image.id(), image.repository(), image.isPublic());
        return image;
    }

    /** Checks a permission on a code build and returns it. */
    public static CodeBuild require(Session session, Actor actor, Permission permission, CodeBuild build) {
        require(session, actor, permission, build.id(), build.name(), false);
        return build;
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

    /** Returns the user whose memberships narrow a list; empty for who sees everything. */
    public static Optional<String> listed(Actor actor) {
        return actor.administrator() ? Optional.empty() : Optional.of(actor.id());
    }

    private static void require(Session session, Actor actor, Permission permission, String resource, String name,
            boolean isPublic) {
        if (has(session, actor, permission, resource, isPublic)) {
            return;
        }
        if (!isPublic && role(session, actor, permission.kind(), resource).isEmpty()) {
            throw EngineException.notFound(permission.kind().label().replace('-', ' '), name);
        }
        actor.required();
        throw new EngineException(ErrorCode.FORBIDDEN, "This needs the role "
            + permission.least().name().toLowerCase(Locale.ROOT) + " on " + name + ".")
            .withNextStep("Ask an owner of " + name + " for that role.");
    }

    /** Returns the role an actor has on a resource at this moment; see {@link MemberRows#role}. */
    static Optional<Role> role(Session session, Actor actor, ResourceKind kind, String resource) {
        return actor.kind() == Actor.Kind.USER ? session.members().role(kind, resource, actor.id()) : Optional.empty();
    }
}
