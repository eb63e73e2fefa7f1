package io.leengine.rest.view;

import io.leengine.engine.domain.CollectionRun;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A collection of what nothing in the registry refers to any more. */
@Doc("A collection of what nothing in the registry refers to any more.")
public record RegistryCollectionView(String id,
        @Doc("Whether it only counts what would go; then the figures tell that.") boolean countOnly,
        @Doc(value = "`running`, `succeeded`, `failed` or `canceled`.", example = "succeeded") String state,
        @Doc(value = "`repositories`: their links and uploads are being looked at; `blobs`: what no repository links any "
            + "more.", example = "blobs") String phase,
        @Doc("The last repository, or the last blob, that it is done with.") String lastDone,
        @Doc("What is being done, or how it ended.") String message,
        @Doc("What was found, and what of it went.") FiguresView figures,
        @Doc("The repositories that lose most, the biggest first; 20 at most.") List<ShareView> biggest,
        @Doc("Who asked for it; absent when it was due.") Optional<String> askedBy, Instant startedAt,
        Optional<Instant> endedAt) {
    /** What was found, and what of it went. */
    @Doc("What a collection has found, and what of it went, or would go.")
    public record FiguresView(@Doc("Repositories looked at.") long repositories,
            @Doc("Repositories of which nothing was taken, since a manifest of theirs cannot be read; the engine's log names "
                + "them.") long unreadable,
            @Doc("Manifests read.") long manifests, @Doc("Links of repositories to blobs looked at.") long links,
            @Doc("Links that went.") long linksRemoved,
            @Doc("Uploads that went, since nobody went on with them for a day.") long uploadsRemoved,
            @Doc("What those held, in bytes; 0 where the storage does not tell.") long uploadBytes,
            @Doc("Blobs looked at.") long blobs, @Doc("Blobs that went.") long blobsRemoved,
            @Doc("What those held, in bytes.") long bytesFreed) {
        static FiguresView of(CollectionRun.Figures it) {
            return new FiguresView(it.repositories(), it.unreadable(), it.manifests(), it.links(), it.linksRemoved(),
                it.uploadsRemoved(), it.uploadBytes(), it.blobs(), it.blobsRemoved(), it.bytesFreed());
        }
    }

    /** What a repository loses. */
    @Doc("What a repository loses.")
    public record ShareView(@Doc(value = "The repository.", example = "team/hello") String repository,
            @Doc("How many of its links.") long links,
            @Doc("What their blobs hold, in bytes. One that another repository links stays stored all the same.") long bytes) {
    }

    /** Returns the view. */
    public static RegistryCollectionView of(CollectionRun run) {
        return new RegistryCollectionView(run.id(), run.countOnly(), word(run.state()), word(run.place().phase()),
            run.place().after(), run.message(), FiguresView.of(run.figures()), run.biggest().stream()
                .map(each -> new ShareView(each.repository(), each.links(), each.bytes())).toList(),
            Optional.of(run.askedBy()).filter(name -> !name.isEmpty()), run.startedAt(), run.endedAt());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
