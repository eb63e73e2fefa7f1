package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.registry.ceph.Contents.Content;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hashes of uploads that this process appended to last, so that committing one need not read it again. Each tells of
 * which contents it is: when another engine appended meanwhile it is of no use.
 */
final class RunningHashes {
    private final Map<UploadRef, Running> running = new ConcurrentHashMap<>();

    private record Running(MessageDigest hash, List<Content> contents, Instant at) {
    }

    /** Takes the hash of some contents out; a new one of none. */
    Optional<MessageDigest> take(UploadRef upload, List<Content> contents) {
        Running known = running.remove(upload);
        if (known != null && known.contents().equals(contents)) {
            return Optional.of(known.hash());
        }
        return contents.isEmpty() ? Optional.of(Digest.newMessageDigest()) : Optional.empty();
    }

    void put(UploadRef upload, MessageDigest hash, List<Content> contents) {
        running.put(upload, new Running(hash, contents, Instant.now()));
    }

    void forget(UploadRef upload) {
        running.remove(upload);
    }

    /** Forgets what nobody went on with since a time. */
    void sweep(Instant before) {
        running.values().removeIf(each -> each.at().isBefore(before));
    }
}
