package io.leengine.spi.registry;

import io.leengine.model.Digest;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The ability to list what a repository holds beside manifests and tags. The collection of blobs that nothing refers to
 * needs it; of a storage without it nothing is collected.
 *
 * <p>A list is of what was there when its page was made: what comes or goes meanwhile may be in it or not. Pages go by the
 * last entry of the one before, so a list that is broken off goes on from there, after a restart too.
 */
@ConsumerType
public interface HoldingsListing {
    /**
     * Returns the blobs that a repository links, page by page in the order of digests; none when there is no such
     * repository. A link whose blob is gone may be listed: it gives nothing, and can be removed.
     *
     * @param after the last one of the page before; empty for the first page
     * @param limit how many at most, 1 or more
     */
    RegistryStorage.Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException;

    /**
     * Returns the uploads of a repository that are neither finished nor dropped, page by page in the order of their ids.
     *
     * @param after the last one's id of the page before; empty for the first page
     * @param limit how many at most, 1 or more
     */
    RegistryStorage.Page<Upload> uploads(String repository, Optional<String> after, int limit)
        throws InterruptedException;

    /**
     * Returns the repositories that hold anything at all, page by page in lexical order: also those of which only links or
     * uploads are left, which {@link RegistryStorage#repositories} need not list.
     *
     * @param after the last one of the page before; empty for the first page
     * @param limit how many at most, 1 or more
     */
    RegistryStorage.Page<String> holders(Optional<String> after, int limit) throws InterruptedException;

    /**
     * An upload under way, or left.
     *
     * @param id its id
     * @param size how many bytes it holds durably; 0 where that is only known by reading them
     * @param touchedAt when it was begun or last appended to
     */
    record Upload(String id, long size, Instant touchedAt) {
    }
}
