package io.leengine.engine.domain;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rules for the tags of an image. A tag stays when one of the rules keeps it; tags only go when at least one of
 * {@code keepLast}, {@code keepDays} and {@code keepPulledDays} is set.
 *
 * @param immutable patterns of tags that cannot be pushed again with other content; retention keeps them, too
 * @param keepLast how many of the tags pushed last stay
 * @param keepDays tags pushed within so many days stay
 * @param keepPulledDays tags pulled within so many days stay
 * @param keepMatching patterns of tags that stay
 * @param untaggedDays after how many days without a tag a manifest goes; empty for never
 */
public record TagRules(List<String> immutable, Optional<Integer> keepLast, Optional<Integer> keepDays,
        Optional<Integer> keepPulledDays, List<String> keepMatching, Optional<Integer> untaggedDays) {
    /** No rules. */
    public static final TagRules NONE = new TagRules(List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
        List.of(), Optional.empty());
    private static final int MOST_PATTERNS = 20;
    private static final int MOST_TAGS = 100_000;
    private static final int MOST_DAYS = 36_500;

    /** Copies and checks; throws {@code INVALID} with the field at fault. */
    public TagRules {
        immutable = patterns("immutable", immutable);
        keepMatching = patterns("keepMatching", keepMatching);
        keepLast.ifPresent(number -> Identifiers.within("keepLast", number, 1, MOST_TAGS));
        keepDays.ifPresent(days -> Identifiers.within("keepDays", days, 1, MOST_DAYS));
        keepPulledDays.ifPresent(days -> Identifiers.within("keepPulledDays", days, 1, MOST_DAYS));
        untaggedDays.ifPresent(days -> Identifiers.within("untaggedDays", days, 1, MOST_DAYS));
        if (!keepMatching.isEmpty() && keepLast.isEmpty() && keepDays.isEmpty() && keepPulledDays.isEmpty()) {
            throw EngineException.invalid("keepMatching", "Patterns of tags that stay say nothing by themselves: without "
                + "'keepLast', 'keepDays' or 'keepPulledDays' all tags stay.");
        }
    }

    private static List<String> patterns(String field, List<String> patterns) {
        if (patterns.size() > MOST_PATTERNS) {
            throw EngineException.invalid(field, "'" + field + "' takes at most " + MOST_PATTERNS + " patterns.");
        }
        patterns.forEach(pattern -> TagPattern.check(field, pattern));
        return List.copyOf(patterns);
    }

    /** Returns whether a tag cannot be pushed again with other content. */
    public boolean isImmutable(String tag) {
        return immutable.stream().anyMatch(pattern -> TagPattern.matches(pattern, tag));
    }

    /** Returns whether a pattern keeps a tag. */
    public boolean isKept(String tag) {
        return keepMatching.stream().anyMatch(pattern -> TagPattern.matches(pattern, tag));
    }

    /** Returns whether tags may go by these rules. */
    public boolean removesTags() {
        return Stream.of(keepLast, keepDays, keepPulledDays).anyMatch(Optional::isPresent);
    }

    /** Returns whether anything may go by these rules. */
    public boolean removes() {
        return removesTags() || untaggedDays.isPresent();
    }
}
