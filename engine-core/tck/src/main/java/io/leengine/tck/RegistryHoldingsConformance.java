package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.HoldingsListing.Upload;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a registry storage does that declares {@link Ability#HOLDINGS_LISTING}, from the Javadoc of the ability. */
public abstract class RegistryHoldingsConformance extends RegistryStorageFixture {
    /** How far the clock of what stores may be from this one's, in seconds. */
    private static final int SKEW = 5;

    /** Returns whether there is nothing to check; then the ability must be absent. */
    private boolean undeclared() {
        if (has(Ability.HOLDINGS_LISTING)) {
            return false;
        }
        assertTrue(storage.ability(HoldingsListing.class).isEmpty());
        return true;
    }

    @Test
    void linksAreListedPageByPageInTheOrderOfDigestsIfDeclared() throws Exception {
        if (undeclared()) {
            return;
        }
        Digest foreign = push("team/other", bytes(50));
        List<Digest> pushed = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            pushed.add(push(REPOSITORY, bytes(10 + i)));
        }
        storage.putManifest(REPOSITORY, manifest("none of the links"));
        assertEquals(pushed.stream().sorted().toList(), links(REPOSITORY, 10));
        assertEquals(25, listing(storage).links(REPOSITORY, Optional.empty(), 25).items().size());
        assertFalse(listing(storage).links(REPOSITORY, Optional.empty(), 25).more());
        Digest removed = pushed.getFirst();
        storage.unlinkBlob(REPOSITORY, removed);
        storage.linkBlob(REPOSITORY, foreign);
        pushed.set(0, foreign);
        List<Digest> sorted = pushed.stream().sorted().toList();
        assertEquals(sorted, links(REPOSITORY, 7), "Without what was unlinked, with what was linked");
        List<Digest> rest = sorted.stream().filter(each -> each.compareTo(removed) > 0).toList();
        assertEquals(rest, listing(storage).links(REPOSITORY, Optional.of(removed), 100).items(), "'after' need not exist");
        assertEquals(List.of(foreign), links("team/other", 3));
        assertEquals(new Page<Digest>(List.of(), false), listing(storage).links("team/none", Optional.empty(), 3));
        storage.deleteBlob(foreign);
        storage.unlinkBlob("team/other", foreign);
        assertEquals(List.of(), links("team/other", 3), "A link whose blob is gone can be removed");
        storage.deleteRepository(REPOSITORY);
        assertEquals(List.of(), links(REPOSITORY, 3));
    }

    @Test
    void uploadsAreListedUntilTheyEndIfDeclared() throws Exception {
        if (undeclared()) {
            return;
        }
        Instant before = Instant.now().minusSeconds(SKEW);
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            begun.add(storage.beginUpload(REPOSITORY));
        }
        String other = storage.beginUpload("team/other");
        push(REPOSITORY, bytes(100));
        assertEquals(begun.stream().sorted().toList(), uploads(REPOSITORY, 3).stream().map(Upload::id).toList());
        assertEquals(List.of(other), uploads("team/other", 3).stream().map(Upload::id).toList());
        byte[] content = bytes(5_000);
        String going = begun.getFirst();
        Instant begunAt = upload(going).touchedAt();
        storage.append(REPOSITORY, going, 0, new ByteArrayInputStream(content));
        Upload appended = upload(going);
        assertTrue(appended.size() == content.length || appended.size() == 0, appended.toString());
        assertFalse(appended.touchedAt().isBefore(begunAt), "An append touches it");
        for (Upload each : uploads(REPOSITORY, 3)) {
            assertTrue(each.touchedAt().isAfter(before) && each.touchedAt().isBefore(Instant.now().plusSeconds(SKEW)),
                each.toString());
        }
        reopen();
        assertEquals(begun.stream().sorted().toList(), uploads(REPOSITORY, 100).stream().map(Upload::id).toList());
        storage.commitUpload(REPOSITORY, going, Digest.of(content));
        storage.cancelUpload(REPOSITORY, begun.get(1));
        assertCode(ErrorCode.DIGEST_MISMATCH, () -> storage.commitUpload(REPOSITORY, begun.get(2), Digest.of(content)));
        assertEquals(begun.stream().skip(3).sorted().toList(), uploads(REPOSITORY, 100).stream().map(Upload::id).toList());
        storage.deleteRepository(REPOSITORY);
        assertEquals(List.of(), uploads(REPOSITORY, 100));
        assertEquals(List.of(other), uploads("team/other", 100).stream().map(Upload::id).toList());
    }

    @Test
    void whoHoldsOnlyLinksOrUploadsIsListedIfDeclared() throws Exception {
        if (undeclared()) {
            return;
        }
        storage.deleteRepository(REPOSITORY + "/calls");
        storage.putManifest("a/b", manifest("x"));
        push("a", bytes(100));
        storage.beginUpload("a-b");
        storage.putManifest("b", manifest("x"));
        storage.putTag("b", "latest", manifest("x").digest());
        Digest kept = push("c", bytes(200));
        storage.putManifest("c", manifest("x"));
        storage.deleteManifest("c", manifest("x").digest());
        List<String> all = List.of("a", "a-b", "a/b", "b", "c");
        assertEquals(all, RegistryStorageFixture.<String>all(after -> listing(storage).holders(after, 2)));
        assertEquals(all, RegistryStorageFixture.<String>all(after -> listing(storage).holders(after, all.size())));
        assertEquals(List.of("a-b", "a/b"), listing(storage).holders(Optional.of("a"), 2).items());
        assertEquals(List.of(kept), links("c", 10));
        reopen();
        storage.deleteRepository("a");
        storage.deleteRepository("a-b");
        assertEquals(List.of("a/b", "b", "c"),
            RegistryStorageFixture.<String>all(after -> listing(storage).holders(after, 100)));
    }

    private List<Digest> links(String repository, int limit) throws InterruptedException {
        return RegistryStorageFixture.<Digest>all(after -> listing(storage).links(repository, after, limit));
    }

    private List<Upload> uploads(String repository, int limit) throws InterruptedException {
        return RegistryStorageFixture.<Upload>all(
            after -> listing(storage).uploads(repository, after.map(Upload::id), limit));
    }

    private Upload upload(String id) throws InterruptedException {
        return uploads(REPOSITORY, 100).stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }
}
