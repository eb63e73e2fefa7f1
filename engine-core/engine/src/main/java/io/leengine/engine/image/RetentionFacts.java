package io.leengine.engine.image;

import io.leengine.engine.ImageTags.Verdict;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.image.RetentionPlan.Facts;
import io.leengine.engine.image.RetentionPlan.TagFact;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what retention decides by: the tags that the storage holds, and what the database knows of them. */
final class RetentionFacts {
    private static final int PAGE = 1_000;

    private RetentionFacts() {
    }

    /** Returns all tags of an image; a tag that comes later has its row in the database before it is here. */
    static Map<String, Digest> tags(RegistryStorage storage, String repository) throws InterruptedException {
        Map<String, Digest> tags = new TreeMap<>();
        Optional<String> after = Optional.empty();
        RegistryStorage.Page<String> page;
        do {
            page = storage.tags(repository, after, PAGE);
            for (String name : page.items()) {
                storage.tag(repository, name).ifPresent(digest -> tags.put(name, digest));
                after = Optional.of(name);
            }
        } while (page.more());
        return tags;
    }

    static Facts of(Session session, String repository, Map<String, Digest> tags) {
        Map<String, ImagePush> pushes = new HashMap<>();
        session.images().pushes(repository, tags.keySet()).forEach(push -> pushes.put(push.tag(), push));
        Set<Digest> digests = new HashSet<>(tags.values());
        Map<String, Pulls> pulls = session.manifests().pulls(repository,
            Stream.concat(tags.keySet().stream(), digests.stream().map(Digest::toString)).toList());
        List<TagFact> facts = new ArrayList<>();
        tags.forEach((name, digest) -> facts.add(new TagFact(name, digest, Optional.ofNullable(pushes.get(name))
            .filter(push -> push.digest().equals(digest)).map(ImagePush::pushedAt), Stream.of(name, digest.toString())
            .map(pulls::get).filter(each -> each != null).map(Pulls::lastAt).max(Instant::compareTo))));
        return new Facts(facts, session.manifests().all(repository), session.manifests().untaggedSince(repository),
            TagFacts.users(session, repository));
    }

    /** Returns what is free once all that goes is gone, and with it what has no tag then, after its time. */
    static long freed(Session session, String repository, Facts facts, TagRules rules, Collection<Verdict> verdicts,
            Instant now) {
        if (rules.untaggedDays().isEmpty()) {
            return 0;
        }
        Set<String> gone = verdicts.stream().filter(verdict -> !verdict.stays()).flatMap(verdict -> verdict.tag().stream())
            .collect(Collectors.toSet());
        Map<Digest, Instant> longAgo = new HashMap<>();
        facts.manifests().stream().map(ImageManifest::digest).forEach(digest -> longAgo.put(digest, Instant.EPOCH));
        Facts later = new Facts(facts.tags().stream().filter(tag -> !gone.contains(tag.name())).toList(), facts.manifests(),
            longAgo, facts.running());
        return session.manifests().bytesOnlyOf(repository, RetentionPlan.of(later, rules, now).stream()
            .filter(verdict -> !verdict.stays()).map(Verdict::digest).collect(Collectors.toSet()));
    }
}
