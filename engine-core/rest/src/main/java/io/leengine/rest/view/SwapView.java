package io.leengine.rest.view;

import io.leengine.engine.domain.Swap;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A change of what the platform is made of. */
@Doc("A change of what the platform is made of.")
public record SwapView(@Doc("Grows by one with each.") long number,
        @Doc(value = "`install`, `roll-back`, `remove` or `part`.", example = "install") String kind,
        @Doc(value = "The bundle, or the part as `seam/name`.", example = "leengine-lb-embedded") String subject,
        @Doc("What was there.") ContentView before, @Doc("What is to be there.") ContentView after,
        @Doc(value = "`running`, `done` or `returned`: the last means that the old is there again.", example = "done")
        String state,
        @Doc("What is being done, or how it ended.") String message,
        @Doc("How long the old had gone before the new was there and well.") long gapMillis,
        @Doc("The bundles that were started or stopped, by name.") List<String> touched,
        @Doc("Who asked.") String actor, Instant startedAt, Optional<Instant> endedAt) {
    /** What is there before or after. */
    @Doc("A bundle's version and digest, or a part's plugin; empty for nothing.")
    public record ContentView(@Doc("The bundle's version.") Optional<String> version,
            @Doc("The digest of the bundle's file.") Optional<String> digest,
            @Doc("The part's plugin.") Optional<String> plugin) {
        static ContentView of(Swap.Kind kind, Swap.Content content) {
            Optional<String> text = Optional.of(content.version()).filter(each -> !each.isEmpty());
            boolean part = kind == Swap.Kind.PART;
            return new ContentView(part ? Optional.empty() : text, content.digest().map(Digest::toString),
                part ? text : Optional.empty());
        }
    }

    /** Returns the view. */
    public static SwapView of(Swap swap) {
        return new SwapView(swap.number(), word(swap.kind()), swap.subject(), ContentView.of(swap.kind(), swap.before()),
            ContentView.of(swap.kind(), swap.after()), word(swap.state()), swap.message(), swap.gap().toMillis(),
            swap.touched(), swap.actor(), swap.startedAt(), swap.endedAt());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
