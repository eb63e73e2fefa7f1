package io.leengine.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.ImageTags.Verdict;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImageManifest.ReferenceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.image.RetentionPlan.Facts;
import io.leengine.engine.image.RetentionPlan.TagFact;
import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever the rules and the image are, nothing goes that somebody needs. */
class RetentionPlanPropertiesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
    private static final TagRules LAST_TWO = new TagRules(List.of("v*"), Optional.of(2), Optional.of(5), Optional.of(3),
        List.of("keep-*"), Optional.of(7));

    private static Digest digest(int number) {
        return Digest.of(("m" + number).getBytes(StandardCharsets.UTF_8));
    }

    private static ImageManifest manifest(int number, Optional<Digest> subject, List<Digest> children) {
        return new ImageManifest("r", digest(number), "t", "", subject, 1, 1, List.of(), ImageManifest.nothing(),
            children.stream().map(child -> new Reference(ReferenceKind.MANIFEST, child, "t", "", 1)).toList(),
            Optional.empty(), NOW, "ann");
    }

    private static Instant ago(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    @Property(tries = 500)
    void whatIsNeededStays(@ForAll long seed) {
        Random random = new Random(seed);
        int count = 2 + random.nextInt(12);
        List<ImageManifest> manifests = new ArrayList<>();
        Map<Digest, Instant> untagged = new HashMap<>();
        for (int i = 0; i < count; i++) {
            // What a manifest refers to was there before it.
            List<Digest> children = random.nextInt(3) == 0 && i > 0 ? List.of(digest(random.nextInt(i))) : List.of();
            Optional<Digest> subject = random.nextInt(3) == 0 && i > 0 ? Optional.of(digest(random.nextInt(i)))
                : Optional.empty();
            manifests.add(manifest(i, subject, children));
            untagged.put(digest(i), ago(random.nextInt(15)));
        }
        List<TagFact> tags = new ArrayList<>();
        for (int i = 0; i < random.nextInt(8); i++) {
            String name = List.of("t", "v", "keep-", "sha256-" + digest(random.nextInt(count + 2)).hex() + ".s")
                .get(random.nextInt(4));
            tags.add(new TagFact(name.startsWith("sha") ? name + "ig".repeat(i + 1) : name + i, digest(random.nextInt(count)),
                random.nextInt(9) == 0 ? Optional.empty() : Optional.of(ago(random.nextInt(20))),
                random.nextBoolean() ? Optional.empty() : Optional.of(ago(random.nextInt(20)))));
        }
        Map<Digest, List<String>> running = random.nextBoolean() ? Map.of()
            : Map.of(digest(random.nextInt(count)), List.of("app/v1"));
        Facts facts = new Facts(tags, manifests, untagged, running);
        List<Verdict> verdicts = RetentionPlan.of(facts, LAST_TWO, NOW);
        assertEquals(tags.size(), verdicts.stream().filter(verdict -> verdict.tag().isPresent()).count());

        Set<Digest> gone = verdicts.stream().filter(verdict -> verdict.tag().isEmpty() && !verdict.stays())
            .map(Verdict::digest).collect(Collectors.toSet());
        running.keySet().forEach(digest -> assertTrue(!gone.contains(digest)));
        tags.forEach(tag -> assertTrue(!gone.contains(tag.digest()), "it lost its tag only now, at most"));
        gone.forEach(digest -> assertTrue(!untagged.get(digest).isAfter(ago(7))));
        for (ImageManifest manifest : manifests) {
            if (!gone.contains(manifest.digest())) {
                manifest.manifests().forEach(child -> assertTrue(!gone.contains(child.digest()), "an index needs it"));
                manifest.subject().ifPresent(subject -> assertTrue(!gone.contains(subject), "it is attached to it"));
            } else {
                manifest.subject().ifPresent(subject -> assertTrue(gone.contains(subject), "what it is attached to stays"));
            }
        }
        Set<String> lost = verdicts.stream().filter(verdict -> !verdict.stays()).flatMap(verdict -> verdict.tag().stream())
            .collect(Collectors.toCollection(HashSet::new));
        List<TagFact> ordinary = tags.stream().filter(tag -> !tag.name().startsWith("sha256-"))
            .sorted(Comparator.comparing((TagFact tag) -> tag.pushedAt().orElse(NOW)).reversed()
                .thenComparing(TagFact::name)).toList();
        ordinary.stream().limit(2).forEach(tag -> assertTrue(!lost.contains(tag.name()), tag + " is among the last two"));
        ordinary.forEach(tag -> {
            boolean kept = tag.name().startsWith("v") || tag.name().startsWith("keep-") || tag.pushedAt().isEmpty()
                || tag.pushedAt().get().isAfter(ago(5)) || tag.pulledAt().filter(at -> at.isAfter(ago(3))).isPresent()
                || running.containsKey(tag.digest()) || ordinary.indexOf(tag) < 2;
            assertEquals(!kept, lost.contains(tag.name()), tag.toString());
        });
    }

    @Test
    void eachVerdictSaysWhy() {
        Facts facts = new Facts(List.of(new TagFact("old", digest(0), Optional.of(ago(30)), Optional.empty()),
            new TagFact("new", digest(1), Optional.of(ago(1)), Optional.empty()),
            new TagFact("sha256-" + digest(0).hex() + ".sig", digest(2), Optional.of(ago(30)), Optional.empty()),
            new TagFact("sha256-" + digest(9).hex() + ".sig", digest(3), Optional.of(ago(30)), Optional.empty())),
            List.of(manifest(0, Optional.empty(), List.of()), manifest(1, Optional.empty(), List.of(digest(4))),
                manifest(4, Optional.empty(), List.of()), manifest(5, Optional.of(digest(4)), List.of()),
                manifest(6, Optional.empty(), List.of())),
            Map.of(digest(0), ago(30), digest(1), ago(30), digest(4), ago(30), digest(5), ago(30), digest(6), ago(30)),
            Map.of());
        TagRules rules = new TagRules(List.of(), Optional.of(1), Optional.empty(), Optional.empty(), List.of(),
            Optional.of(7));
        Map<String, String> reasons = RetentionPlan.of(facts, rules, NOW).stream().collect(Collectors.toMap(verdict ->
            verdict.tag().orElse(verdict.digest().toString()), verdict -> verdict.stays() + " " + verdict.reason()));
        assertEquals(Map.of("old", "false No rule keeps it.", "new", "true It is among the last 1.",
            "sha256-" + digest(0).hex() + ".sig", "true What it is attached to stays.",
            "sha256-" + digest(9).hex() + ".sig", "false What it is attached to is gone, or goes.",
            digest(4).toString(), "true Something that stays needs it, or it is attached to that.",
            digest(5).toString(), "true Something that stays needs it, or it is attached to that.",
            digest(6).toString(), "false It has been without a tag for 7 days or more."), reasons);
        assertTrue(RetentionPlan.of(facts, TagRules.NONE, NOW).stream().allMatch(Verdict::stays));
    }
}
