package io.leengine.engine;

import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What the registry asks the engine: who somebody is, what they may do, and what to remember of it. */
@ProviderType
public interface RegistryAccess {
    /** What can be done with an image repository; the names are the scopes of the Docker token protocol. */
    enum Action {
        /** List tags; no scope of its own: granted to whoever asks for another and may. */
        LIST(Permission.SEE_IMAGE),
        /** Read manifests and blobs. */
        PULL(Permission.PULL_IMAGE),
        /** Upload blobs and put manifests and tags. */
        PUSH(Permission.PUSH_IMAGE),
        /** Delete manifests and tags. */
        DELETE(Permission.CHANGE_IMAGE);

        private final Permission permission;

        Action(Permission permission) {
            this.permission = permission;
        }

        /** Returns what it needs. */
        public Permission permission() {
            return permission;
        }
    }

    /**
     * Tells who has these credentials: a user with a password or a personal token, a deploy token (with any name), or a
     * robot.
     *
     * @throws io.leengine.model.EngineException {@code UNAUTHENTICATED} when they are wrong, in constant time;
     *     {@code TOO_MANY_REQUESTS} after too many wrong ones
     */
    Actor authenticate(String name, String secret, String requestId, String address);

    /**
     * Returns a secret that a client may keep instead of what it logged in with; empty for whom there is none. It ends with
     * that, and after 30 days.
     */
    Optional<String> offlineToken(Actor actor);

    /**
     * Tells who has an offline token, with the rights of this moment.
     *
     * @throws io.leengine.model.EngineException {@code UNAUTHENTICATED} when it is not good, or no longer
     */
    Actor resume(String offlineToken, String requestId, String address);

    /** Returns whether what was granted to an actor at a time still counts: its token, its user, its password. */
    boolean counts(Actor actor, Instant since);

    /**
     * Returns those of the asked actions that the actor may do; empty for a repository it may not know of. Pushing to a
     * repository nobody has is allowed to a user and makes an image of which the user is the Owner.
     */
    Set<Action> allowed(Actor actor, String repository, Set<Action> asked);

    /**
     * Writes down that a push relies on blobs being there. To be called before it is looked whether they are: what is found
     * then is not collected before the grace time is over.
     */
    void rely(Collection<Digest> blobs);

    /**
     * Returns whether nobody has a repository yet and the actor may make an image of it. What is allowed then holds only as
     * long as that does: somebody else may be the first.
     */
    boolean mayBegin(Actor actor, String repository);

    /**
     * Records that a manifest was put, and what it says, with the tag it is about to get if it gets one; before the pusher
     * gets an answer.
     *
     * @param totalSize of all it refers to, in bytes
     * @throws io.leengine.model.EngineException {@code QUOTA_EXCEEDED} when the image may not hold that much, and
     *     {@code CONFLICT} when the tag cannot be changed, or a manifest of an index is gone: then the tag must stay what it
     *     is
     */
    void pushed(Actor actor, String repository, Optional<String> tag, Manifest manifest, long totalSize);

    /** Counts that a manifest was sent; quickly done, and written down later. */
    void pulled(Actor actor, String repository, Optional<String> tag, Digest digest);

    /**
     * Returns what is attached to a manifest, in the order of digests, without what it refers to; empty while it is not known
     * of every manifest of the repository what it says: then the storage must be asked.
     */
    Optional<List<ImageManifest>> referrers(String repository, Digest subject);

    /** Records that a tag or a manifest was deleted. */
    void deleted(Actor actor, String repository, String reference);

    /** Returns whether an actor may list all repositories. */
    boolean mayListAll(Actor actor);
}
