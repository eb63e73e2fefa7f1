package io.leengine.engine.collection;

import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.CollectionRun.Phase;
import io.leengine.engine.domain.CollectionRun.Place;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.HoldingsListing.Upload;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through a storage once: repository by repository for links that no manifest needs and uploads nobody goes on with,
 * then through the blobs for those that no repository links. For one thread, and one storage.
 *
 * <p>Something goes only if it was last touched so long before the look at what refers to it began that whoever touched it
 * has long done what it was touched for. So what comes while this looks on is never taken for unused, however long the look
 * lasts.
 */
final class Sweep {
    /** How long an upload is kept that nobody goes on with. */
    static final Duration UPLOADS = Duration.ofDays(1);

    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
    private static final int PAGE = 1_000;

    /** Hears how far it is. */
    interface Listener {
        /** A place is reached where it can go on after a restart. */
        void reached(Place place, Tally tally);

        /** It goes on; throws to end it. */
        void check();
    }

    private final Holdings holdings;
    private final Removal removal;
    private final InstantSource clock;
    private final Duration grace;
    private final Pace pace;
    private final Listener listener;
    private final Tally tally;
    private final Place start;
    private final NamedDigests named = new NamedDigests();
    private final DigestSet linked = new DigestSet();

    /**
     * Goes on where a collection stands.
     *
     * @param grace how long what nothing refers to is kept
     */
    Sweep(CollectionRun run, Holdings holdings, Store store, Removal.Guard guard, InstantSource clock, Duration grace,
            Pace pace, Listener listener) {
        this.holdings = holdings;
        this.removal = new Removal(holdings.storage(), store, guard, run.countOnly());
        this.clock = clock;
        this.grace = grace;
        this.pace = pace;
        this.listener = listener;
        this.tally = new Tally(run.figures(), run.biggest());
        this.start = run.place();
    }

    void run() throws InterruptedException {
        // Links made from now on, which this may miss, come with a touch that is younger than this.
        Instant before = clock.instant().minus(grace);
        Optional<String> after = Optional.empty();
        Page<String> page;
        do {
            long began = System.nanoTime();
            page = holdings.listing().holders(after, PAGE);
            pause(began);
            for (String repository : page.items()) {
                repository(repository);
            }
            after = last(page, after);
        } while (page.more());
        blobs(before);
        // No later look goes back before this one's time.
        for (boolean more = true; more;) {
            long began = System.nanoTime();
            more = removal.forget(before);
            pause(began);
        }
    }

    private boolean done(String repository) {
        return start.phase() == Phase.BLOBS || repository.compareTo(start.after()) <= 0;
    }

    private void repository(String repository) throws InterruptedException {
        if (done(repository)) {
            // Before a restart; only what is left of its links must be known once more.
            keep(repository, false);
            return;
        }
        Instant before = clock.instant().minus(grace);
        DigestSet live = new DigestSet();
        boolean readable = live(repository, live);
        tally.repository(readable);
        if (readable) {
            links(repository, live, before);
        } else {
            keep(repository, true);
        }
        uploads(repository, clock.instant().minus(UPLOADS));
        listener.reached(new Place(Phase.REPOSITORIES, repository), tally);
    }

    /** Finds what a repository's manifests name; returns whether all of them could be read. */
    private boolean live(String repository, DigestSet live) throws InterruptedException {
        Optional<Digest> after = Optional.empty();
        try {
            Page<Digest> page;
            do {
                long began = System.nanoTime();
                page = holdings.storage().manifests(repository, after, PAGE);
                for (Digest digest : page.items()) {
                    Optional<Manifest> manifest = holdings.storage().manifest(repository, digest);
                    if (manifest.isPresent() && !named.read(manifest.get().content(), live::add)) {
                        LOG.log(System.Logger.Level.WARNING, "the manifest {0} of {1} is no JSON: nothing is collected of "
                            + "the repository", digest, repository);
                        return false;
                    }
                    tally.manifest();
                }
                after = last(page, after);
                pause(began);
            } while (page.more());
            return true;
        } catch (EngineException e) {
            // If the storage is away, the list of links says so next.
            LOG.log(System.Logger.Level.WARNING, "the manifests of {0} cannot be read: nothing is collected of the "
                + "repository: {1}", repository, e.getMessage());
            return false;
        }
    }

    /** Takes the links that are not live, and remembers the others. */
    private void links(String repository, DigestSet live, Instant before) throws InterruptedException {
        long lost = 0;
        long bytes = 0;
        Optional<Digest> after = Optional.empty();
        Page<Digest> page;
        do {
            long began = System.nanoTime();
            page = holdings.listing().links(repository, after, PAGE);
            Set<Digest> unused = removal.untouched(page.items().stream().filter(blob -> !live.contains(blob)).toList(),
                before);
            for (Digest blob : page.items()) {
                long size = unused.contains(blob) ? holdings.storage().blobSize(blob).orElse(0L) : 0;
                if (unused.contains(blob) && removal.unlink(repository, blob, before)) {
                    lost++;
                    bytes += size;
                } else {
                    linked.add(blob);
                }
                tally.link();
            }
            after = last(page, after);
            pause(began);
        } while (page.more());
        tally.loses(repository, lost, bytes);
    }

    /** Remembers all links of a repository, and takes none. */
    private void keep(String repository, boolean counted) throws InterruptedException {
        Optional<Digest> after = Optional.empty();
        Page<Digest> page;
        do {
            long began = System.nanoTime();
            page = holdings.listing().links(repository, after, PAGE);
            for (Digest blob : page.items()) {
                linked.add(blob);
                if (counted) {
                    tally.link();
                }
            }
            after = last(page, after);
            pause(began);
        } while (page.more());
    }

    private void uploads(String repository, Instant before) throws InterruptedException {
        Optional<String> after = Optional.empty();
        Page<Upload> page;
        do {
            long began = System.nanoTime();
            page = holdings.listing().uploads(repository, after, PAGE);
            for (Upload upload : page.items()) {
                if (upload.touchedAt().isBefore(before)) {
                    removal.cancel(repository, upload.id());
                    tally.upload(upload.size());
                }
            }
            after = page.items().isEmpty() ? after : Optional.of(page.items().getLast().id());
            pause(began);
        } while (page.more());
    }

    private void blobs(Instant before) throws InterruptedException {
        Optional<Digest> after = start.phase() == Phase.BLOBS && !start.after().isEmpty()
            ? Optional.of(Digest.parse(start.after())) : Optional.empty();
        Page<BlobInfo> page;
        do {
            long began = System.nanoTime();
            page = holdings.storage().blobs(after, PAGE);
            Set<Digest> unused = removal.untouched(page.items().stream()
                .filter(blob -> !linked.contains(blob.digest()) && blob.storedAt().isBefore(before))
                .map(BlobInfo::digest).toList(), before);
            for (BlobInfo blob : page.items()) {
                if (unused.contains(blob.digest()) && removal.delete(blob.digest(), before)) {
                    tally.blobGone(blob.size());
                }
                tally.blob();
            }
            after = page.items().isEmpty() ? after : Optional.of(page.items().getLast().digest());
            listener.reached(new Place(Phase.BLOBS, after.map(Digest::toString).orElse("")), tally);
            pause(began);
        } while (page.more());
    }

    private static <T> Optional<T> last(Page<T> page, Optional<T> otherwise) {
        return page.items().isEmpty() ? otherwise : Optional.of(page.items().getLast());
    }

    private void pause(long began) throws InterruptedException {
        listener.check();
        pace.rest(System.nanoTime() - began);
    }
}
