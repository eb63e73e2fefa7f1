package io.leengine.rest.view;

import io.leengine.engine.domain.TagRules;
import java.util.List;
import java.util.Optional;

/** Rules for tags. */
@Doc("Rules for tags. A tag stays when one of the rules keeps it; tags only go when `keepLast`, `keepDays` or "
    + "`keepPulledDays` is set. What a live version runs stays always. In patterns, `*` stands for any characters, `?` for "
    + "one.")
public record TagRulesView(
        @Doc(value = "Patterns of tags that cannot be pushed again with other content, and that stay.",
            example = "[\"v*\"]", items = 20, longest = 128) Optional<List<String>> immutable,
        @Doc(value = "How many of the tags pushed last stay.", example = "10", least = 1, most = 100_000)
        Optional<Integer> keepLast,
        @Doc(value = "Tags pushed within so many days stay.", example = "30", least = 1, most = 36_500)
        Optional<Integer> keepDays,
        @Doc(value = "Tags pulled within so many days stay.", example = "30", least = 1, most = 36_500)
        Optional<Integer> keepPulledDays,
        @Doc(value = "Patterns of tags that stay.", example = "[\"release-*\"]", items = 20, longest = 128)
        Optional<List<String>> keepMatching,
        @Doc(value = "After how many days without a tag a manifest goes; never unless said.", example = "7", least = 1,
            most = 36_500) Optional<Integer> untaggedDays) {
    /** Returns the view. */
    public static TagRulesView of(TagRules it) {
        return new TagRulesView(Optional.of(it.immutable()), it.keepLast(), it.keepDays(), it.keepPulledDays(),
            Optional.of(it.keepMatching()), it.untaggedDays());
    }

    /** Returns what the engine is asked for. */
    public TagRules rules() {
        return new TagRules(immutable.orElse(List.of()), keepLast, keepDays, keepPulledDays, keepMatching.orElse(List.of()),
            untaggedDays);
    }
}
