package io.leengine.engine.image;

import io.leengine.engine.ImageTags.Verdict;
import io.leengine.engine.domain.AttachingTag;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.TagRules;
import io.leengine.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of each tag of an image, and each manifest without a tag, whether it stays by the rules. What a live version runs, an
 * immutable tag, and a tag of which it is not known when it was pushed, stay always; so does a manifest that something
 * needs that stays.
 */
final class RetentionPlan {
    /**
     * What is known of an image.
     *
     * @param tags all its tags
     * @param manifests all its manifests
     * @param untaggedSince since when each manifest has lost no tag
     * @param running what live versions run, with their names
     */
    record Facts(List<TagFact> tags, List<ImageManifest> manifests, Map<Digest, Instant> untaggedSince,
            Map<Digest, List<String>> running) {
    }

    /**
     * A tag.
     *
     * @param name the tag
     * @param digest what it points to
     * @param pushedAt when it was pushed; empty when not known
     * @param pulledAt when it was pulled last, by its name or its digest
     */
    record TagFact(String name, Digest digest, Optional<Instant> pushedAt, Optional<Instant> pulledAt) {
    }

    private final Facts facts;
    private final TagRules rules;
    private final Instant now;
    private final Map<Digest, ImageManifest> manifests = new HashMap<>();
    private final Map<Digest, List<Digest>> attached = new HashMap<>();
    private final Set<Digest> needed = new HashSet<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    private RetentionPlan(Facts facts, TagRules rules, Instant now) {
        this.facts = facts;
        this.rules = rules;
        this.now = now;
        facts.manifests().forEach(each -> {
            manifests.put(each.digest(), each);
            each.subject().ifPresent(subject -> attached.computeIfAbsent(subject, _ -> new ArrayList<>())
                .add(each.digest()));
        });
    }

    /** Returns tags in the order of their names, and then manifests that no tag points to, in the order of digests. */
    static List<Verdict> of(Facts facts, TagRules rules, Instant now) {
        return new RetentionPlan(facts, rules, now).verdicts();
    }

    private List<Verdict> verdicts() {
        List<TagFact> ordinary = facts.tags().stream().filter(tag -> AttachingTag.of(tag.name()).isEmpty())
            .sorted(Comparator.comparing((TagFact tag) -> tag.pushedAt().orElse(now)).reversed()
                .thenComparing(TagFact::name)).toList();
        for (int i = 0; i < ordinary.size(); i++) {
            TagFact tag = ordinary.get(i);
            Optional<String> keeper = keeper(tag, i);
            verdicts.add(new Verdict(Optional.of(tag.name()), tag.digest(), keeper.isPresent(),
                keeper.orElse("No rule keeps it.")));
        }
        // A tag that goes frees its manifest only later: it has lost no tag yet.
        need(ordinary.stream().map(TagFact::digest).toList());
        need(facts.running().keySet());
        need(facts.manifests().stream().map(ImageManifest::digest).filter(this::isYoung).toList());
        attachingTags();
        verdicts.sort(Comparator.comparing(verdict -> verdict.tag().orElseThrow()));
        manifestsWithoutTag();
        return verdicts;
    }

    private Optional<String> keeper(TagFact tag, int place) {
        List<String> users = facts.running().getOrDefault(tag.digest(), List.of());
        if (!users.isEmpty()) {
            return Optional.of("The version " + String.join(", ", users) + " runs it.");
        } else if (!rules.removesTags()) {
            return Optional.of("No rule removes tags.");
        } else if (rules.isImmutable(tag.name())) {
            return Optional.of("It is immutable.");
        } else if (rules.isKept(tag.name())) {
            return Optional.of("A pattern keeps it.");
        } else if (tag.pushedAt().isEmpty()) {
            return Optional.of("It is not known when it was pushed.");
        } else if (rules.keepLast().filter(last -> place < last).isPresent()) {
            return Optional.of("It is among the last " + rules.keepLast().get() + ".");
        } else if (rules.keepDays().filter(days -> isWithin(tag.pushedAt().get(), days)).isPresent()) {
            return Optional.of("It was pushed within " + rules.keepDays().get() + " days.");
        }
        return rules.keepPulledDays().filter(days -> tag.pulledAt().filter(at -> isWithin(at, days)).isPresent())
            .map(days -> "It was pulled within " + days + " days.");
    }

    private boolean isWithin(Instant at, int days) {
        return at.isAfter(now.minus(Duration.ofDays(days)));
    }

    /** Returns whether a manifest stays by its time, whether it has a tag or not. */
    private boolean isYoung(Digest digest) {
        return rules.untaggedDays().map(days -> isWithin(facts.untaggedSince().getOrDefault(digest, now), days)).orElse(true);
    }

    /** What something needs that stays: the manifests of an index, what it is attached to, and what is attached to it. */
    private void need(Collection<Digest> some) {
        Deque<Digest> next = new ArrayDeque<>(some);
        while (!next.isEmpty()) {
            Digest digest = next.pop();
            if (needed.add(digest)) {
                Optional.ofNullable(manifests.get(digest)).ifPresent(manifest -> {
                    manifest.manifests().stream().map(Reference::digest).forEach(next::push);
                    manifest.subject().ifPresent(next::push);
                });
                attached.getOrDefault(digest, List.of()).forEach(next::push);
            }
        }
    }

    /** Such tags stay and go with what they are attached to, which one of them may need in turn. */
    private void attachingTags() {
        List<TagFact> left = new ArrayList<>(facts.tags().stream()
            .filter(tag -> AttachingTag.of(tag.name()).isPresent()).toList());
        boolean found = true;
        while (found) {
            List<TagFact> stay = left.stream().filter(tag ->
                needed.contains(AttachingTag.of(tag.name()).orElseThrow().subject())
                || facts.running().containsKey(tag.digest())).toList();
            stay.forEach(tag -> verdicts.add(new Verdict(Optional.of(tag.name()), tag.digest(), true,
                "What it is attached to stays.")));
            need(stay.stream().map(TagFact::digest).toList());
            left.removeAll(stay);
            found = !stay.isEmpty();
        }
        for (TagFact tag : left) {
            boolean stays = rules.untaggedDays().isEmpty() || rules.isImmutable(tag.name()) || rules.isKept(tag.name());
            verdicts.add(new Verdict(Optional.of(tag.name()), tag.digest(), stays, stays
                ? "No rule removes what lost what it was attached to." : "What it is attached to is gone, or goes."));
            // As of any tag that goes: its manifest has lost no tag yet.
            need(List.of(tag.digest()));
        }
    }

    private void manifestsWithoutTag() {
        Set<Digest> tagged = new HashSet<>();
        facts.tags().forEach(tag -> tagged.add(tag.digest()));
        facts.manifests().stream().map(ImageManifest::digest).filter(digest -> !tagged.contains(digest)).sorted()
            .forEach(digest -> verdicts.add(new Verdict(Optional.empty(), digest, needed.contains(digest),
                reason(digest))));
    }

    private String reason(Digest digest) {
        if (facts.running().containsKey(digest)) {
            return "The version " + String.join(", ", facts.running().get(digest)) + " runs it.";
        } else if (rules.untaggedDays().isEmpty()) {
            return "No rule removes manifests without a tag.";
        } else if (isYoung(digest)) {
            return "It has been without a tag for less than " + rules.untaggedDays().get() + " days.";
        }
        return needed.contains(digest) ? "Something that stays needs it, or it is attached to that."
            : "It has been without a tag for " + rules.untaggedDays().get() + " days or more.";
    }
}
