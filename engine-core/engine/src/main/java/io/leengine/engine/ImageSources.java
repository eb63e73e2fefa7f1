package io.leengine.engine;

import io.leengine.engine.domain.ImageSource;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Other registries that image groups cache. A repository is a cached one when its name begins with that of a group that has
 * a source, and a slash.
 */
@ProviderType
public interface ImageSources {
    /**
     * A source to be set.
     *
     * @param url {@code https://host[:port][/path]}; {@code http} only when it is said
     * @param username empty for none
     * @param password empty keeps the present one, while there is one for the same URL and user name
     * @param freshness from a second to 30 days
     */
    record Draft(String url, String username, String password, Duration freshness) {
        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Draft[" + username + "]";
        }
    }

    /**
     * Sets a group's source; for administrators, since the engine calls what it says.
     *
     * @return it, without its secret
     * @throws io.leengine.model.EngineException {@code INVALID}; {@code CONFLICT} while there are images that would seem to
     *     be cached, and are not
     */
    ImageSource set(Actor actor, String group, Draft draft);

    /** Returns a group's source without its secret; {@code NOT_FOUND} when it has none. For members of the group. */
    ImageSource get(Actor actor, String group);

    /** Takes a group's source away; what is cached stays, as images like others. For administrators. */
    void clear(Actor actor, String group);

    /** Returns the source of a repository with its secret, for the registry; empty when the repository is no cached one. */
    Optional<ImageSource> serving(String repository);

    /**
     * Records a manifest that was fetched, with the tag it is about to get if it gets one. The image is made when it is the
     * first: private, and in the group.
     *
     * @throws io.leengine.model.EngineException {@code QUOTA_EXCEEDED} when the group may not hold that much;
     *     {@code NOT_FOUND} when the repository is no cached one any more
     */
    void cached(String repository, Optional<String> tag, Manifest manifest);

    /** Records that the other registry no longer has a tag; what it pointed to stays. A repository that is gone: does nothing. */
    void gone(String repository, String tag);
}
