package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link RegistryStorage} does, from its Javadoc. Each test begins with an empty storage. */
public abstract class RegistryStorageConformance extends RegistryHoldingsConformance {
    private static final int CRASHES = 3;

    // Blobs and uploads

    @Test
    void anUploadBecomesABlobOnlyWhenCommitted() throws Exception {
        byte[] content = bytes(100_000);
        Digest digest = Digest.of(content);
        String upload = storage.beginUpload(REPOSITORY);
        assertTrue(upload.matches("[A-Za-z0-9-]{1,64}"), upload);
        assertEquals(Optional.of(0L), storage.uploadSize(REPOSITORY, upload));
        assertEquals(60_000, storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content, 0, 60_000)));
        assertEquals(Optional.of(60_000L), storage.uploadSize(REPOSITORY, upload));
        assertEquals(100_000,
            storage.append(REPOSITORY, upload, 60_000, new ByteArrayInputStream(content, 60_000, 40_000)));
        assertEquals(Optional.empty(), storage.blobSize(digest));
        assertFalse(storage.hasBlob(REPOSITORY, digest));
        assertEquals(List.of(), storage.blobs(Optional.empty(), 10).items());
        Instant before = Instant.now().minusSeconds(5);
        storage.commitUpload(REPOSITORY, upload, digest);
        assertEquals(Optional.of(100_000L), storage.blobSize(digest));
        assertTrue(storage.hasBlob(REPOSITORY, digest));
        assertEquals(Optional.empty(), storage.uploadSize(REPOSITORY, upload));
        assertArrayEquals(content, read(digest, 0));
        BlobInfo info = storage.blobs(Optional.empty(), 10).items().getFirst();
        assertEquals(100_000, info.size());
        assertTrue(info.storedAt().isAfter(before) && info.storedAt().isBefore(Instant.now().plusSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 3_000_000})
    void everySizeComesBackWhole(int size) throws Exception {
        byte[] content = bytes(size);
        assertArrayEquals(content, read(push(REPOSITORY, content), 0));
    }

    @Test
    void aBlobIsReadFromAnOffset() throws Exception {
        byte[] content = bytes(10_000);
        Digest digest = push(REPOSITORY, content);
        assertArrayEquals(Arrays.copyOfRange(content, 9_000, 10_000), read(digest, 9_000));
        assertEquals(0, read(digest, 10_000).length);
        assertCode(ErrorCode.NOT_FOUND, () -> storage.openBlob(Digest.of(bytes(5)), 0).close());
    }

    @Test
    void anOffsetBeyondTheEndIsInvalid() throws Exception {
        Digest digest = push(REPOSITORY, bytes(10));
        assertCode(ErrorCode.INVALID, () -> storage.openBlob(digest, 11).close());
        assertCode(ErrorCode.INVALID, () -> storage.openBlob(digest, -1).close());
    }

    @Test
    void aWrongOffsetIsAConflictAndChangesNothing() throws Exception {
        byte[] content = bytes(1000);
        String upload = storage.beginUpload(REPOSITORY);
        storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content));
        for (long offset : new long[] {0, 999, 1001}) {
            assertCode(ErrorCode.CONFLICT,
                () -> storage.append(REPOSITORY, upload, offset, new ByteArrayInputStream(new byte[9])));
        }
        storage.commitUpload(REPOSITORY, upload, Digest.of(content));
        assertArrayEquals(content, read(Digest.of(content), 0));
    }

    @Test
    void aMismatchIsRefusedAndTheUploadIsGone() throws Exception {
        String upload = storage.beginUpload(REPOSITORY);
        storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(bytes(1000)));
        Digest other = Digest.of(new byte[] {1});
        assertCode(ErrorCode.DIGEST_MISMATCH, () -> storage.commitUpload(REPOSITORY, upload, other));
        assertEquals(Optional.empty(), storage.uploadSize(REPOSITORY, upload));
        assertEquals(Optional.empty(), storage.blobSize(other));
        assertFalse(storage.hasBlob(REPOSITORY, other));
        assertCode(ErrorCode.NOT_FOUND, () -> storage.commitUpload(REPOSITORY, upload, other));
    }

    @Test
    void anUploadBelongsToItsRepositoryAndCanBeDropped() throws Exception {
        String upload = storage.beginUpload(REPOSITORY);
        assertEquals(Optional.empty(), storage.uploadSize("team/other", upload));
        assertCode(ErrorCode.NOT_FOUND,
            () -> storage.append("team/other", upload, 0, new ByteArrayInputStream(new byte[1])));
        storage.cancelUpload(REPOSITORY, upload);
        storage.cancelUpload(REPOSITORY, upload);
        assertEquals(Optional.empty(), storage.uploadSize(REPOSITORY, upload));
        assertCode(ErrorCode.NOT_FOUND,
            () -> storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(new byte[1])));
        assertCode(ErrorCode.NOT_FOUND,
            () -> storage.append(REPOSITORY, "no-such-upload", 0, new ByteArrayInputStream(new byte[1])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../tags/x", "..", ".", "", "a/b", "/etc/passwd"})
    void anUploadsIdLeadsNowhereElse(String upload) {
        assertThrows(EngineException.class,
            () -> storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(new byte[1])));
        assertThrows(EngineException.class, () -> storage.commitUpload(REPOSITORY, upload, Digest.of(new byte[0])));
    }

    @Test
    void whatArrivedBeforeABreakStaysAndIsResumed() throws Exception {
        byte[] content = bytes(500_000);
        String upload = storage.beginUpload(REPOSITORY);
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(content, 0, 300_000),
            new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("The line broke");
                }
            });
        assertThrows(EngineException.class, () -> storage.append(REPOSITORY, upload, 0, breaking));
        long size = storage.uploadSize(REPOSITORY, upload).orElseThrow();
        assertEquals(300_000, size);
        storage.append(REPOSITORY, upload, size, new ByteArrayInputStream(content, (int) size, 500_000 - (int) size));
        storage.commitUpload(REPOSITORY, upload, Digest.of(content));
        assertArrayEquals(content, read(Digest.of(content), 0));
    }

    @Test
    void anInterruptEndsAnAppendAndItCanBeResumed() throws Exception {
        byte[] content = bytes(500_000);
        String upload = storage.beginUpload(REPOSITORY);
        CountDownLatch half = new CountDownLatch(1);
        InputStream waiting = new SequenceInputStream(new ByteArrayInputStream(content, 0, 250_000),
            new InputStream() {
                @Override
                public int read() throws IOException {
                    half.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                    return -1;
                }
            });
        CountDownLatch ended = new CountDownLatch(1);
        Thread appending = Thread.ofVirtual().start(() -> {
            try {
                storage.append(REPOSITORY, upload, 0, waiting);
            } catch (InterruptedException e) {
                ended.countDown();
            }
        });
        assertTrue(half.await(patience().toMillis(), TimeUnit.MILLISECONDS), "The append reads on");
        appending.interrupt();
        assertTrue(ended.await(patience().toMillis(), TimeUnit.MILLISECONDS), "The append ends with an InterruptedException");
        int size = (int) (long) storage.uploadSize(REPOSITORY, upload).orElseThrow();
        storage.append(REPOSITORY, upload, size, new ByteArrayInputStream(content, size, content.length - size));
        storage.commitUpload(REPOSITORY, upload, Digest.of(content));
        assertArrayEquals(content, read(Digest.of(content), 0));
    }

    @Test
    void anUploadIsResumedAfterReopening() throws Exception {
        byte[] content = bytes(200_000);
        String upload = storage.beginUpload(REPOSITORY);
        storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content, 0, 120_000));
        reopen();
        assertEquals(Optional.of(120_000L), storage.uploadSize(REPOSITORY, upload));
        storage.append(REPOSITORY, upload, 120_000, new ByteArrayInputStream(content, 120_000, 80_000));
        storage.commitUpload(REPOSITORY, upload, Digest.of(content));
        reopen();
        assertArrayEquals(content, read(Digest.of(content), 0));
        assertTrue(storage.hasBlob(REPOSITORY, Digest.of(content)));
    }

    @Test
    void fiftyPushersOfOneBlobAllSucceedAndItIsStoredOnce() throws Exception {
        byte[] content = bytes(400_000);
        Digest digest = Digest.of(content);
        Many.at(Many.THREADS, patience(), i -> push("team/app-" + i, content));
        assertEquals(List.of(digest),
            storage.blobs(Optional.empty(), 10).items().stream().map(BlobInfo::digest).toList());
        assertArrayEquals(content, read(digest, 0));
        for (int i = 0; i < 50; i++) {
            assertTrue(storage.hasBlob("team/app-" + i, digest), "app-" + i);
        }
    }

    @Test
    void twoWritersOfOneUploadDoNotMix() throws Exception {
        byte[] content = bytes(200_000);
        String upload = storage.beginUpload(REPOSITORY);
        List<Optional<ErrorCode>> ends = Many.at(8, patience(), i -> {
            try {
                storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content));
                return Optional.<ErrorCode>empty();
            } catch (EngineException e) {
                return Optional.of(e.code());
            }
        });
        assertEquals(1, ends.stream().filter(Optional::isEmpty).count(), ends.toString());
        assertTrue(ends.stream().flatMap(Optional::stream).allMatch(ErrorCode.CONFLICT::equals), ends.toString());
        storage.commitUpload(REPOSITORY, upload, Digest.of(content));
    }

    @Test
    void aDeletedBlobIsGoneForAllAndCanComeBack() throws Exception {
        byte[] content = bytes(1000);
        Digest digest = push(REPOSITORY, content);
        storage.unlinkBlob(REPOSITORY, digest);
        storage.unlinkBlob(REPOSITORY, digest);
        assertFalse(storage.hasBlob(REPOSITORY, digest));
        assertEquals(Optional.of(1000L), storage.blobSize(digest));
        storage.deleteBlob(digest);
        storage.deleteBlob(digest);
        assertEquals(Optional.empty(), storage.blobSize(digest));
        assertCode(ErrorCode.NOT_FOUND, () -> storage.linkBlob(REPOSITORY, digest));
        assertEquals(digest, push(REPOSITORY, content));
        assertArrayEquals(content, read(digest, 0));
    }

    @Test
    void linkingSharesABlobWithAnotherRepository() throws Exception {
        Digest digest = push(REPOSITORY, bytes(1000));
        assertFalse(storage.hasBlob("team/other", digest));
        storage.linkBlob("team/other", digest);
        storage.linkBlob("team/other", digest);
        assertTrue(storage.hasBlob("team/other", digest));
        storage.unlinkBlob(REPOSITORY, digest);
        assertTrue(storage.hasBlob("team/other", digest));
    }

    @Test
    void blobsAreListedPageByPageInTheOrderOfDigests() throws Exception {
        List<Digest> pushed = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            pushed.add(push(REPOSITORY, bytes(10 + i)));
        }
        List<Digest> listed = new ArrayList<>();
        Page<BlobInfo> page;
        do {
            page = storage.blobs(listed.isEmpty() ? Optional.empty() : Optional.of(listed.getLast()), 10);
            assertTrue(page.items().size() == 10 || !page.more());
            page.items().forEach(info -> listed.add(info.digest()));
        } while (page.more());
        assertEquals(pushed.stream().sorted().toList(), listed);
    }

    // Manifests and tags

    @Test
    void aManifestComesBackByteForByte() throws Exception {
        Manifest manifest = new Manifest(OCI, "{ \"a\" : \"ä\\n\" }\n\n".getBytes(StandardCharsets.UTF_8));
        storage.putManifest(REPOSITORY, manifest);
        storage.putManifest(REPOSITORY, manifest);
        Manifest back = storage.manifest(REPOSITORY, manifest.digest()).orElseThrow();
        assertEquals(OCI, back.mediaType());
        assertArrayEquals(manifest.content(), back.content());
        assertEquals(Optional.empty(), storage.manifest("team/other", manifest.digest()));
        byte[] largest = new byte[4 << 20];
        storage.putManifest(REPOSITORY, new Manifest(OCI, largest));
        assertArrayEquals(largest, storage.manifest(REPOSITORY, Digest.of(largest)).orElseThrow().content());
    }

    @Test
    void aTagPointsToAManifestOfItsRepositoryOnly() throws Exception {
        Manifest first = manifest("1");
        Manifest second = manifest("2");
        assertCode(ErrorCode.NOT_FOUND, () -> storage.putTag(REPOSITORY, "latest", first.digest()));
        storage.putManifest(REPOSITORY, first);
        storage.putManifest(REPOSITORY, second);
        storage.putTag(REPOSITORY, "latest", first.digest());
        assertEquals(Optional.of(first.digest()), storage.tag(REPOSITORY, "latest"));
        storage.putTag(REPOSITORY, "latest", second.digest());
        assertEquals(Optional.of(second.digest()), storage.tag(REPOSITORY, "latest"));
        assertEquals(Optional.empty(), storage.tag("team/other", "latest"));
        storage.deleteTag(REPOSITORY, "latest");
        storage.deleteTag(REPOSITORY, "latest");
        assertEquals(Optional.empty(), storage.tag(REPOSITORY, "latest"));
        assertTrue(storage.manifest(REPOSITORY, second.digest()).isPresent());
    }

    @Test
    void deletingAManifestTakesItsTagsAndNoOthers() throws Exception {
        Manifest first = manifest("1");
        Manifest second = manifest("2");
        storage.putManifest(REPOSITORY, first);
        storage.putManifest(REPOSITORY, second);
        storage.putTag(REPOSITORY, "a", first.digest());
        storage.putTag(REPOSITORY, "b", second.digest());
        storage.putTag(REPOSITORY, "c", first.digest());
        storage.deleteManifest(REPOSITORY, first.digest());
        storage.deleteManifest(REPOSITORY, first.digest());
        assertEquals(List.of("b"), storage.tags(REPOSITORY, Optional.empty(), 10).items());
        assertEquals(Optional.empty(), storage.manifest(REPOSITORY, first.digest()));
        assertEquals(List.of(second.digest()), storage.manifests(REPOSITORY, Optional.empty(), 10).items());
    }

    @Test
    void tagsAndManifestsAreListedPageByPageInOrder() throws Exception {
        List<Digest> digests = new ArrayList<>();
        List<String> tags = List.of("0", "10", "9", "A", "Z", "_x", "a", "a-b", "a.b", "aa", "b");
        for (String tag : tags.reversed()) {
            Manifest manifest = manifest(tag);
            storage.putManifest(REPOSITORY, manifest);
            storage.putTag(REPOSITORY, tag, manifest.digest());
            digests.add(manifest.digest());
        }
        assertEquals(tags, RegistryStorageFixture.<String>all(after -> storage.tags(REPOSITORY, after, 3)));
        assertEquals(List.of("a-b", "a.b"), storage.tags(REPOSITORY, Optional.of("a"), 2).items());
        assertEquals(List.of("_x"), storage.tags(REPOSITORY, Optional.of("Zz"), 1).items(), "'after' need not exist");
        assertEquals(digests.stream().sorted().toList(),
            RegistryStorageFixture.<Digest>all(after -> storage.manifests(REPOSITORY, after, 4)));
        assertEquals(new Page<String>(List.of(), false), storage.tags("team/none", Optional.empty(), 3));
        assertEquals(tags.size(), storage.tags(REPOSITORY, Optional.empty(), tags.size()).items().size());
        assertFalse(storage.tags(REPOSITORY, Optional.empty(), tags.size()).more());
    }

    @Test
    void repositoriesThatHoldAnythingAreListedInLexicalOrder() throws Exception {
        List<String> names = List.of("a", "a-b", "a.b", "a/b", "a/b/c", "ab", "b");
        for (String name : names.reversed()) {
            storage.putManifest(name, manifest(name));
        }
        storage.deleteRepository(REPOSITORY + "/calls");
        assertEquals(names, RegistryStorageFixture.<String>all(after -> storage.repositories(after, 2)));
        storage.deleteManifest("a/b", manifest("a/b").digest());
        assertFalse(RegistryStorageFixture.<String>all(after -> storage.repositories(after, 3)).contains("a/b"),
            "It holds nothing any more");
        assertTrue(storage.manifest("a/b/c", manifest("a/b/c").digest()).isPresent());
    }

    @Test
    void deletingARepositoryLeavesBlobsAndOtherRepositories() throws Exception {
        storage.deleteRepository(REPOSITORY + "/calls");
        Digest blob = push("a", bytes(100));
        storage.linkBlob("a/b", blob);
        storage.putManifest("a", manifest("x"));
        storage.putTag("a", "t", manifest("x").digest());
        String upload = storage.beginUpload("a");
        storage.deleteRepository("a");
        storage.deleteRepository("a");
        assertEquals(List.of("a/b"), storage.repositories(Optional.empty(), 10).items());
        assertFalse(storage.hasBlob("a", blob));
        assertTrue(storage.hasBlob("a/b", blob));
        assertEquals(Optional.empty(), storage.manifest("a", manifest("x").digest()));
        assertEquals(Optional.empty(), storage.tag("a", "t"));
        assertEquals(Optional.empty(), storage.uploadSize("a", upload));
        assertEquals(Optional.of(100L), storage.blobSize(blob));
        storage.putManifest("a", manifest("x"));
        assertEquals(List.of("a", "a/b"), storage.repositories(Optional.empty(), 10).items());
    }

    @Test
    void aTagMovedByManyIsAlwaysWhole() throws Exception {
        List<Manifest> manifests = IntStream.range(0, 20).mapToObj(i -> manifest("m" + i)).toList();
        for (Manifest manifest : manifests) {
            storage.putManifest(REPOSITORY, manifest);
        }
        storage.putTag(REPOSITORY, "latest", manifests.getFirst().digest());
        Many.at(20, patience(), i -> {
            storage.putTag(REPOSITORY, "latest", manifests.get(i).digest());
            Digest seen = storage.tag(REPOSITORY, "latest").orElseThrow();
            assertTrue(storage.manifest(REPOSITORY, seen).isPresent());
            return seen;
        });
        assertEquals(List.of("latest"), storage.tags(REPOSITORY, Optional.empty(), 10).items());
    }

    // Crashes

    @Test
    void aKillLosesNothingAcknowledgedAndShowsNothingHalf() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int crash = 0; crash < CRASHES; crash++) {
            acknowledged.addAll(crashAfter(10 + 7 * crash));
        }
        reopen();
        for (String line : acknowledged) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "blob" -> assertTrue(storage.hasBlob(REPOSITORY, Digest.parse(words[1])), line);
                case "manifest" -> assertTrue(storage.manifest(REPOSITORY, Digest.parse(words[1])).isPresent(), line);
                default -> assertUploadKept(words[1], Long.parseLong(words[2]));
            }
        }
        Page<BlobInfo> page = storage.blobs(Optional.empty(), 100_000);
        assertFalse(page.items().isEmpty());
        for (BlobInfo info : page.items()) {
            assertEquals(info.digest(), hash(info.digest()), "no half blob is visible");
        }
        for (String tag : storage.tags(REPOSITORY, Optional.empty(), 100).items()) {
            assertTrue(storage.manifest(REPOSITORY, storage.tag(REPOSITORY, tag).orElseThrow()).isPresent(), tag);
        }
        assertEquals(Digest.of(new byte[] {1, 2}), push(REPOSITORY, new byte[] {1, 2}), "it goes on working");
    }
}
