package io.leengine.engine.image;

import io.leengine.engine.change.Difference;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is known of tags and manifests as they come and go, in a transaction that holds their image's row. */
final class Pushes {
    private Pushes() {
    }

    /**
     * Records a manifest and the tag it gets, within the image's rules and the quotas of whom it counts for.
     *
     * @throws EngineException {@code QUOTA_EXCEEDED}; {@code CONFLICT} for a tag that cannot be changed, and for an index
     *     one of whose manifests is gone
     */
    static Difference put(Session session, Image image, ImageManifest manifest, Optional<String> tag, Instant now) {
        tag.ifPresent(name -> requireMutable(session, image, name, manifest.digest()));
        requireManifests(session, image.repository(), manifest);
        session.manifests().put(manifest);
        return tagged(session, image, manifest, tag, now);
    }

    /**
     * As {@link #put}, of what was fetched from elsewhere: it follows what is there, and what it refers to may come later. So
     * an index is as large as those of its manifests that are here, and grows with each that comes.
     */
    static Difference cache(Session session, Image image, ImageManifest fetched, Optional<String> tag, Instant now) {
        boolean known = !session.manifests().find(image.repository(), Set.of(fetched.digest())).isEmpty();
        Set<Digest> parts = fetched.manifests().stream().map(Reference::digest).collect(Collectors.toSet());
        long here = parts.isEmpty() ? 0
            : session.manifests().find(image.repository(), parts).stream().mapToLong(ImageManifest::sizeBytes).sum();
        ImageManifest manifest = fetched.pushed(fetched.sizeBytes() + here, fetched.pushedAt(), fetched.pushedBy());
        session.manifests().put(manifest);
        if (!known) {
            grow(session, image, manifest);
        }
        return tagged(session, image, manifest, tag, now);
    }

    /** Adds a manifest that came to the sizes of the indexes that hold it, and of their tags, within the quotas. */
    private static void grow(Session session, Image image, ImageManifest part) {
        List<ImageManifest> indexes = session.manifests().all(image.repository()).stream()
            .filter(each -> each.manifests().stream().anyMatch(it -> it.digest().equals(part.digest()))).toList();
        if (indexes.isEmpty()) {
            return;
        }
        QuotaGuard.within(session, QuotaGuard.charged(session, image), EnumSet.of(QuotaKind.IMAGE_STORAGE), () -> {
            indexes.forEach(each -> session.manifests().put(each.pushed(each.sizeBytes() + part.sizeBytes(), each.pushedAt(),
                each.pushedBy())));
            session.images().pushesOf(image.repository(), indexes.stream().map(ImageManifest::digest).toList())
                .forEach(push -> session.images().put(new ImagePush(push.repository(), push.tag(), push.digest(),
                    push.sizeBytes() + part.sizeBytes(), push.pushedAt(), push.pushedBy())));
            return null;
        });
    }

    /** Runs a transaction that makes an image if there is none; once more when another has made it in the same moment. */
    static void withImage(Runnable transaction) {
        try {
            transaction.run();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            transaction.run();
        }
    }

    /** Returns the rules in force for an image: its own, or else those of its group. */
    static TagRules rules(Session session, Image image) {
        return session.tagRules().find(ResourceKind.IMAGE, image.id()).or(() -> image.group()
            .flatMap(session.imageGroups()::byName).map(ImageGroup::id)
            .flatMap(group -> session.tagRules().find(ResourceKind.IMAGE_GROUP, group))).orElse(TagRules.NONE);
    }

    private static void requireMutable(Session session, Image image, String tag, Digest digest) {
        Optional<Digest> present = session.images().push(image.repository(), tag).map(ImagePush::digest);
        if (present.filter(other -> !other.equals(digest)).isPresent() && rules(session, image).isImmutable(tag)) {
            throw new EngineException(ErrorCode.CONFLICT, "The tag " + tag + " of " + image.repository()
                + " is immutable, and points to " + present.get() + ".").withField("tag")
                .withNextStep("Push under another tag. 'leengine images rules' shows the rules of the image.");
        }
    }

    /** Retention may have removed a manifest after the registry saw it; it holds the image's row while it does. */
    private static void requireManifests(Session session, String repository, ImageManifest index) {
        if (index.manifests().isEmpty() || !session.manifests().isIndexed(repository)) {
            return;
        }
        Set<Digest> wanted = index.manifests().stream().map(Reference::digest).collect(Collectors.toSet());
        Set<Digest> known = session.manifests().find(repository, wanted).stream().map(ImageManifest::digest)
            .collect(Collectors.toSet());
        wanted.removeAll(known);
        if (!wanted.isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "The index refers to the manifest " + wanted.iterator().next()
                + ", which was removed meanwhile.").withNextStep("Push all of it again.");
        }
    }

    private static Difference tagged(Session session, Image image, ImageManifest manifest, Optional<String> tag, Instant now) {
        return tag.map(name -> tagged(session, image, new ImagePush(image.repository(), name, manifest.digest(),
            manifest.sizeBytes(), manifest.pushedAt(), manifest.pushedBy()), now)).orElse(Difference.NONE);
    }

    private static Difference tagged(Session session, Image image, ImagePush push, Instant now) {
        Optional<ImagePush> before = session.images().push(push.repository(), push.tag());
        return QuotaGuard.within(session, QuotaGuard.charged(session, image), EnumSet.of(QuotaKind.IMAGE_STORAGE), () -> {
            session.images().put(push);
            before.map(ImagePush::digest).filter(digest -> !digest.equals(push.digest()))
                .ifPresent(digest -> session.manifests().untagged(push.repository(), digest, now));
            return Difference.of(facts(before.stream().toList()), facts(List.of(push)));
        });
    }

    /** Forgets a tag. */
    static Difference forgetTag(Session session, String repository, String tag, Instant now) {
        Optional<ImagePush> before = session.images().push(repository, tag);
        session.images().deletePush(repository, tag);
        before.ifPresent(push -> session.manifests().untagged(repository, push.digest(), now));
        return Difference.of(facts(before.stream().toList()), Map.of());
    }

    /** Forgets a manifest and the tags that point to it. */
    static Difference forgetManifest(Session session, String repository, Digest digest) {
        List<ImagePush> tags = session.images().pushesOf(repository, List.of(digest));
        tags.forEach(push -> session.images().deletePush(repository, push.tag()));
        session.manifests().delete(repository, digest);
        return Difference.of(facts(tags), Map.of());
    }

    private static Map<String, String> facts(List<ImagePush> pushes) {
        Map<String, String> facts = new TreeMap<>();
        pushes.forEach(it -> {
            facts.put(it.tag(), it.digest().toString());
            facts.put(it.tag() + ".bytes", Long.toString(it.sizeBytes()));
        });
        return facts;
    }
}
