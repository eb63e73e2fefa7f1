package io.leengine.engine;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.TagRules;
import io.leengine.model.Digest;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Tags and manifests of images one by one: what they are, where they come from, how they go, and by which rules. */
@ProviderType
public interface ImageTags {
    /** Returns a tag. Absent: {@code NOT_FOUND}. */
    Detail get(Actor actor, String repository, String tag) throws InterruptedException;

    /**
     * Points a tag to what an image holds, this one or another. No content moves: what the other image's repository links
     * is linked in this one's, too. It needs pulling the one and pushing to the other.
     *
     * @throws io.leengine.model.EngineException {@code NOT_FOUND}, {@code QUOTA_EXCEEDED}, and {@code CONFLICT} for an
     *     immutable tag
     */
    void copy(Actor actor, String repository, String tag, Source source) throws InterruptedException;

    /**
     * Deletes a manifest and the tags that point to it.
     *
     * @throws io.leengine.model.EngineException {@code CONFLICT} while a live version runs it, or an index holds it
     */
    void deleteManifest(Actor actor, String repository, Digest digest) throws InterruptedException;

    /** Returns what an image takes in the registry. */
    Usage usage(Actor actor, String repository) throws InterruptedException;

    /**
     * Returns tags of images one may see, by image and tag: those whose tag, image or image's description contains what is
     * searched for, or whose digest begins with it.
     */
    Page<ImagePush> search(Actor actor, Page.Request page);

    /** Returns the rules of an image. */
    Rules rules(Actor actor, String repository);

    /** Gives an image rules of its own, or takes them away: then those of its group are in force. */
    Rules setRules(Actor actor, String repository, Optional<TagRules> rules);

    /** Returns the rules of a group, which are for its images without rules of their own. */
    TagRules groupRules(Actor actor, String group);

    /** Sets the rules of a group. */
    TagRules setGroupRules(Actor actor, String group, TagRules rules);

    /**
     * Returns of each tag, and each manifest without one, whether it stays, and why.
     *
     * @param tried rules to try; empty for those in force
     */
    Retention retention(Actor actor, String repository, Optional<TagRules> tried) throws InterruptedException;

    /**
     * A tag in full.
     *
     * @param tag the tag
     * @param manifest what it points to, when that is known
     * @param freedBytes what would be free without it and what only it refers to; 0 while another tag, or an index, needs
     *     that
     */
    record Detail(Images.Tag tag, Optional<ImageManifest> manifest, long freedBytes) {
    }

    /**
     * What is to be copied.
     *
     * @param repository from which image
     * @param tag its tag; or else
     * @param digest the digest of its manifest
     */
    record Source(String repository, Optional<String> tag, Optional<Digest> digest) {
    }

    /**
     * What an image takes.
     *
     * @param tags how many tags were pushed to it
     * @param manifests how many manifests it has
     * @param bytes of blobs it refers to, each counted once
     * @param freedBytes of those that no other image refers to
     * @param untagged how many manifests no tag and no index needs
     * @param untaggedBytes of blobs that only those refer to
     * @param pulls how often it was pulled
     * @param complete whether what was pushed before this was counted has all been read
     */
    record Usage(int tags, int manifests, long bytes, long freedBytes, int untagged, long untaggedBytes, long pulls,
            boolean complete) {
    }

    /**
     * Rules of an image.
     *
     * @param inForce what holds
     * @param own whether they are its own
     * @param group the group they are from, if they are a group's
     */
    record Rules(TagRules inForce, boolean own, Optional<String> group) {
    }

    /**
     * What rules make of an image.
     *
     * @param verdicts tags in the order of their names, then manifests without a tag
     * @param freedBytes of blobs that only what goes refers to
     */
    record Retention(List<Verdict> verdicts, long freedBytes) {
        /** Copies the list. */
        public Retention {
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Whether something stays.
     *
     * @param tag the tag; empty for a manifest without one
     * @param digest what it points to
     * @param stays whether it stays
     * @param reason why, for a person
     */
    record Verdict(Optional<String> tag, Digest digest, boolean stays, String reason) {
    }
}
