package io.leengine.cli.images;

import io.leengine.cli.client.TagRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Rules for tags that are given on the command line. */
final class TagRuleOptions {
    @Option(names = "--immutable", paramLabel = "PATTERN", description = "Tags that cannot be pushed again with other "
        + "content, and that stay: v*. May be repeated.")
    private List<String> immutable = new ArrayList<>();

    @Option(names = "--keep-last", paramLabel = "N", description = "How many of the tags pushed last stay.")
    private Optional<Integer> keepLast = Optional.empty();

    @Option(names = "--keep-days", paramLabel = "DAYS", description = "Tags pushed within so many days stay.")
    private Optional<Integer> keepDays = Optional.empty();

    @Option(names = "--keep-pulled-days", paramLabel = "DAYS", description = "Tags pulled within so many days stay.")
    private Optional<Integer> keepPulledDays = Optional.empty();

    @Option(names = "--keep-matching", paramLabel = "PATTERN", description = "Tags that stay: release-*. May be repeated.")
    private List<String> keepMatching = new ArrayList<>();

    @Option(names = "--untagged-days", paramLabel = "DAYS", description = "After how many days without a tag a manifest goes "
        + "(default: never).")
    private Optional<Integer> untaggedDays = Optional.empty();

    /** Returns what is given; what is not given is no rule. */
    TagRules rules() {
        return TagRules.of().withImmutable(some(immutable)).withKeepLast(keepLast).withKeepDays(keepDays)
            .withKeepPulledDays(keepPulledDays).withKeepMatching(some(keepMatching)).withUntaggedDays(untaggedDays);
    }

    private static Optional<List<String>> some(List<String> patterns) {
        return patterns.isEmpty() ? Optional.empty() : Optional.of(patterns);
    }

    /** Returns whether nothing is given. */
    boolean none() {
        return rules().equals(TagRules.of());
    }
}
