package io.leengine.engine.collection;

import io.leengine.engine.domain.CollectionRun.Figures;
import io.leengine.engine.domain.CollectionRun.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Counts what a collection finds and takes. For one thread. */
final class Tally {
    private static final int BIGGEST = 20;
    private static final Comparator<Share> BY_SIZE =
        Comparator.comparingLong(Share::bytes).thenComparingLong(Share::links).reversed();

    private long repositories;
    private long unreadable;
    private long manifests;
    private long links;
    private long linksRemoved;
    private long uploadsRemoved;
    private long uploadBytes;
    private long blobs;
    private long blobsRemoved;
    private long bytesFreed;
    private final List<Share> biggest;

    /** Goes on from what was counted before. */
    Tally(Figures before, List<Share> shares) {
        repositories = before.repositories();
        unreadable = before.unreadable();
        manifests = before.manifests();
        links = before.links();
        linksRemoved = before.linksRemoved();
        uploadsRemoved = before.uploadsRemoved();
        uploadBytes = before.uploadBytes();
        blobs = before.blobs();
        blobsRemoved = before.blobsRemoved();
        bytesFreed = before.bytesFreed();
        biggest = new ArrayList<>(shares);
    }

    Figures figures() {
        return new Figures(repositories, unreadable, manifests, links, linksRemoved, uploadsRemoved, uploadBytes, blobs,
            blobsRemoved, bytesFreed);
    }

    /** Returns those who lose most, the biggest first. */
    List<Share> biggest() {
        return List.copyOf(biggest);
    }

    void repository(boolean readable) {
        repositories++;
        unreadable += readable ? 0 : 1;
    }

    void manifest() {
        manifests++;
    }

    void link() {
        links++;
    }

    void upload(long bytes) {
        uploadsRemoved++;
        uploadBytes += bytes;
    }

    void blob() {
        blobs++;
    }

    void blobGone(long bytes) {
        blobsRemoved++;
        bytesFreed += bytes;
    }

    /** A repository loses links. */
    void loses(String repository, long count, long bytes) {
        linksRemoved += count;
        if (count > 0) {
            // A repository that is looked at once more after a restart may lose more.
            biggest.removeIf(each -> each.repository().equals(repository));
            biggest.add(new Share(repository, count, bytes));
            biggest.sort(BY_SIZE);
            if (biggest.size() > BIGGEST) {
                biggest.removeLast();
            }
        }
    }
}
