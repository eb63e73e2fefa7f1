package io.leengine.engine.image;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Computes what deletions would free: the blobs that nothing else refers to, in any image. */
final class Freed {
    private static final int MAX_DEPTH = 3;

    private Freed() {
    }

    /** Returns what only a tag keeps. */
    static long byTag(Session session, String repository, String tag, Digest digest) {
        boolean others = session.images().pushesOf(repository, List.of(digest)).stream()
            .anyMatch(push -> !push.tag().equals(tag));
        return others || !session.manifests().inIndexes(repository, List.of(digest)).isEmpty() ? 0
            : byManifest(session, repository, digest);
    }

    /** Returns what only a manifest, and those of its index that no tag points to, keep. */
    static long byManifest(Session session, String repository, Digest digest) {
        Set<Digest> all = new HashSet<>(Set.of(digest));
        Set<Digest> next = all;
        for (int depth = 0; depth < MAX_DEPTH && !next.isEmpty(); depth++) {
            Set<Digest> children = session.manifests().find(repository, next).stream().map(ImageManifest::manifests)
                .flatMap(List::stream).map(Reference::digest).collect(Collectors.toSet());
            session.images().pushesOf(repository, children).stream().map(ImagePush::digest).forEach(children::remove);
            children.removeAll(all);
            all.addAll(children);
            next = children;
        }
        return session.manifests().bytesOnlyOf(repository, all);
    }

    /** Returns what is added to the words of a deletion. */
    static String words(long bytes) {
        return bytes == 0 ? "" : " (" + bytes + " bytes are needed by nothing else)";
    }
}
