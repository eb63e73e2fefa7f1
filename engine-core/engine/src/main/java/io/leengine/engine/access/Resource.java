package io.leengine.engine.access;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import java.util.Optional;

/**
 * What all four kinds of resource have in common: enough to say who may do what with one.
 *
 * @param kind its kind
 * @param id its id
 * @param name its name; an image's repository
 * @param isPublic whether anyone sees it
 */
public record Resource(ResourceKind kind, String id, String name, boolean isPublic) {
    /** Returns an application as a resource. */
    public static Resource of(Application application) {
        return new Resource(ResourceKind.APPLICATION, application.id(), application.name(), !application.isPrivate());
    }

    /** Returns an image as a resource. */
    public static Resource of(Image image) {
        return new Resource(ResourceKind.IMAGE, image.id(), image.repository(), image.isPublic());
    }

    /** Returns an image group as a resource. */
    public static Resource of(ImageGroup group) {
        return new Resource(ResourceKind.IMAGE_GROUP, group.id(), group.name(), false);
    }

    /** Returns a code build as a resource. */
    public static Resource of(CodeBuild build) {
        return new Resource(ResourceKind.CODE_BUILD, build.id(), build.name(), false);
    }

    /** Returns a resource by kind and name; {@code NOT_FOUND} when there is none. */
    public static Resource find(Session session, ResourceKind kind, String name) {
        return found(kind, name, switch (kind) {
            case APPLICATION -> session.applications().byName(name).map(Resource::of);
            case IMAGE -> session.images().byRepository(name).map(Resource::of);
            case IMAGE_GROUP -> session.imageGroups().byName(name).map(Resource::of);
            case CODE_BUILD -> session.builds().byName(name).map(Resource::of);
            default -> Optional.empty();
        });
    }

    /** As {@link #find}, and holds the row against other writers until the transaction ends. */
    public static Resource lock(Session session, ResourceKind kind, String name) {
        return found(kind, name, switch (kind) {
            case APPLICATION -> session.applications().lockByName(name).map(Resource::of);
            case IMAGE -> session.images().lockByRepository(name).map(Resource::of);
            case IMAGE_GROUP -> session.imageGroups().lockByName(name).map(Resource::of);
            case CODE_BUILD -> session.builds().lockByName(name).map(Resource::of);
            default -> Optional.empty();
        });
    }

    private static Resource found(ResourceKind kind, String name, Optional<Resource> resource) {
        return resource.orElseThrow(() -> absent(kind, name));
    }

    static EngineException absent(ResourceKind kind, String name) {
        return EngineException.notFound(kind.label().replace('-', ' '), name);
    }
}
