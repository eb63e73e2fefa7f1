package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An upload as it is written down.
 *
 * @param state what may be done with it
 * @param digest of what it was found to be, once it is being committed
 * @param touchedAt when it was begun or last appended to
 * @param contents what it consists of, in order
 * @param pending contents that may be being written, by whomever
 * @param left contents it no longer needs
 */
record UploadRecord(State state, Optional<Digest> digest, Instant touchedAt, List<Content> contents, List<String> pending,
        List<Content> left) {

    enum State {
        /** It can be appended to. */
        OPEN,
        /** It is verified and becomes a blob; nobody may take its contents away. */
        COMMITTING,
        /** Its contents are being removed. */
        DROPPED
    }

    static UploadRecord begun() {
        return new UploadRecord(State.OPEN, Optional.empty(), Instant.now(), List.of(), List.of(), List.of());
    }

    static UploadRecord read(byte[] value) {
        Fields fields = Fields.read(value);
        return new UploadRecord(State.valueOf(fields.one("state").toUpperCase(Locale.ROOT)),
            fields.some("digest").map(Digest::parse), fields.time("touched"), fields.contents("content"),
            fields.all("pending"), fields.contents("left"));
    }

    byte[] write() {
        Fields fields = Fields.make().with("state", state.name().toLowerCase(Locale.ROOT)).with("touched", touchedAt);
        digest.ifPresent(known -> fields.with("digest", known));
        pending.forEach(id -> fields.with("pending", id));
        byte[] value = fields.withContents("content", contents).withContents("left", left).write();
        if (value.length > Names.MAX_VALUE) {
            throw new EngineException(ErrorCode.INVALID, "The upload has too many pieces.")
                .withField("content").withNextStep("Push it in fewer, larger chunks.");
        }
        return value;
    }

    long size() {
        return contents.stream().mapToLong(Content::size).sum();
    }

    /** Returns it with one more content that is being written, and nothing left over. */
    UploadRecord writing(String id) {
        List<String> more = new ArrayList<>(pending);
        more.add(id);
        return new UploadRecord(State.OPEN, Optional.empty(), Instant.now(), contents, more, List.of());
    }

    /** Returns it with a content at its end that was being written, in the place of the last ones if they are part of it. */
    UploadRecord written(Content content, List<Content> replaced) {
        List<Content> all = new ArrayList<>(contents.subList(0, contents.size() - replaced.size()));
        all.add(content);
        List<Content> old = new ArrayList<>(left);
        old.addAll(replaced);
        return new UploadRecord(State.OPEN, Optional.empty(), Instant.now(), all,
            pending.stream().filter(id -> !id.equals(content.id())).toList(), old);
    }

    UploadRecord committing(Digest found) {
        return new UploadRecord(State.COMMITTING, Optional.of(found), Instant.now(), contents, pending, left);
    }

    UploadRecord dropped() {
        return new UploadRecord(State.DROPPED, Optional.empty(), touchedAt, contents, pending, left);
    }
}
