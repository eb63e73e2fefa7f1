package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The storage under test of {@link RegistryStorageConformance}, and the tools of its tests. */
public abstract class RegistryStorageFixture extends SeamConformance<RegistryStorage> {
    static final String REPOSITORY = "team/hello";
    static final String OCI = "application/vnd.oci.image.manifest.v1+json";

    private static final String TRACES = "team/traces";
    private static final Digest ABSENT = Digest.of(new byte[] {4, 0, 4});

    private final Random random = new Random(7);
    RegistryStorage storage;

    @Override
    final void under(RegistryStorage opened) {
        storage = opened;
    }

    @Override
    final void leave(RegistryStorage opened, int trace) throws InterruptedException {
        Manifest manifest = manifest("trace " + trace);
        opened.putManifest(TRACES, manifest);
        opened.putTag(TRACES, "t" + trace, manifest.digest());
    }

    @Override
    final List<Integer> traces(RegistryStorage opened) throws InterruptedException {
        return opened.tags(TRACES, Optional.empty(), 10_000).items().stream()
            .map(tag -> Integer.valueOf(tag.substring(1))).toList();
    }

    @Override
    final void prepare(RegistryStorage opened) throws InterruptedException {
        opened.putManifest(REPOSITORY + "/calls", manifest("call"));
    }

    @Override
    final List<SeamCall<RegistryStorage>> calls() {
        String calls = REPOSITORY + "/calls";
        Digest manifest = manifest("call").digest();
        List<SeamCall<RegistryStorage>> all = new ArrayList<>(List.of(
            new SeamCall<>("blobSize", (it, context) -> it.blobSize(ABSENT)),
            new SeamCall<>("deleteBlob", (it, context) -> it.deleteBlob(ABSENT)),
            new SeamCall<>("blobs", (it, context) -> it.blobs(Optional.empty(), 10)),
            new SeamCall<>("hasBlob", (it, context) -> it.hasBlob(calls, ABSENT)),
            new SeamCall<>("unlinkBlob", (it, context) -> it.unlinkBlob(calls, ABSENT)),
            new SeamCall<>("an upload", (it, context) -> pushed(it, calls)),
            new SeamCall<>("uploadSize", (it, context) -> it.uploadSize(calls, "absent")),
            new SeamCall<>("cancelUpload", (it, context) -> it.cancelUpload(calls, "absent")),
            new SeamCall<>("putManifest", (it, context) -> it.putManifest(calls, manifest("call"))),
            new SeamCall<>("manifest", (it, context) -> it.manifest(calls, manifest)),
            new SeamCall<>("deleteManifest", (it, context) -> it.deleteManifest(calls, ABSENT)),
            new SeamCall<>("manifests", (it, context) -> it.manifests(calls, Optional.empty(), 10)),
            new SeamCall<>("putTag", (it, context) -> it.putTag(calls, "called", manifest)),
            new SeamCall<>("tag", (it, context) -> it.tag(calls, "called")),
            new SeamCall<>("deleteTag", (it, context) -> it.deleteTag(calls, "absent")),
            new SeamCall<>("tags", (it, context) -> it.tags(calls, Optional.empty(), 10)),
            new SeamCall<>("repositories", (it, context) -> it.repositories(Optional.empty(), 10)),
            new SeamCall<>("deleteRepository", (it, context) -> it.deleteRepository("team/none"))));
        if (has(Ability.HOLDINGS_LISTING)) {
            all.add(new SeamCall<>("links", (it, context) -> listing(it).links(calls, Optional.empty(), 10)));
            all.add(new SeamCall<>("uploads", (it, context) -> listing(it).uploads(calls, Optional.empty(), 10)));
            all.add(new SeamCall<>("holders", (it, context) -> listing(it).holders(Optional.empty(), 10)));
        }
        return all;
    }

    static HoldingsListing listing(RegistryStorage of) {
        return of.ability(HoldingsListing.class).orElseThrow();
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    /** Pushes a blob of its own, reads it and takes it away, so that as many as like may do so at once. */
    private void pushed(RegistryStorage it, String repository) throws IOException, InterruptedException {
        byte[] content = bytes(2_000);
        Digest digest = Digest.of(content);
        String upload = it.beginUpload(repository);
        it.append(repository, upload, 0, new ByteArrayInputStream(content));
        it.commitUpload(repository, upload, digest);
        it.linkBlob(repository, digest);
        try (InputStream in = it.openBlob(digest, 1_000)) {
            assertEquals(1_000, in.readAllBytes().length);
        }
        it.unlinkBlob(repository, digest);
        it.deleteBlob(digest);
    }

    @Override
    final List<SeamCall<RegistryStorage>> badCalls() {
        List<SeamCall<RegistryStorage>> bad = new ArrayList<>();
        for (String name : List.of("..", "a/../b", "/a", "a/", "A", "a//b", "", "a+b", "_links")) {
            bad.add(new SeamCall<>("an upload to '" + name + "'", (it, context) -> it.beginUpload(name)));
            bad.add(new SeamCall<>("a manifest of '" + name + "'",
                (it, context) -> it.putManifest(name, manifest("x"))));
            bad.add(new SeamCall<>("tags of '" + name + "'", (it, context) -> it.tags(name, Optional.empty(), 1)));
            bad.add(new SeamCall<>("removal of '" + name + "'", (it, context) -> it.deleteRepository(name)));
        }
        if (has(Ability.HOLDINGS_LISTING)) {
            bad.add(new SeamCall<>("links of '../a'", (it, context) -> listing(it).links("../a", Optional.empty(), 1)));
            bad.add(new SeamCall<>("uploads of '../a'", (it, context) -> listing(it).uploads("../a", Optional.empty(), 1)));
            bad.add(new SeamCall<>("no links", (it, context) -> listing(it).links("a", Optional.empty(), 0)));
            bad.add(new SeamCall<>("no uploads", (it, context) -> listing(it).uploads("a", Optional.empty(), 0)));
            bad.add(new SeamCall<>("no holders", (it, context) -> listing(it).holders(Optional.empty(), 0)));
        }
        bad.add(new SeamCall<>("tag '../x'", (it, context) -> it.putTag("a", "../x", manifest("x").digest())));
        bad.add(new SeamCall<>("no tags", (it, context) -> it.tags("a", Optional.empty(), 0)));
        bad.add(new SeamCall<>("no repositories", (it, context) -> it.repositories(Optional.empty(), 0)));
        return bad;
    }

    /**
     * Starts another process that opens the same storage and calls {@link #work}, its standard output piped. The kit
     * kills it.
     */
    protected abstract Process startWorker() throws IOException;

    /** What the worker process does until it is killed: it pushes, and says each thing after it was acknowledged. */
    public static void work(RegistryStorage storage, PrintStream out) throws InterruptedException {
        Random random = new Random();
        for (int i = 0; ; i++) {
            byte[] content = new byte[1 + random.nextInt(300_000)];
            random.nextBytes(content);
            String upload = storage.beginUpload(REPOSITORY);
            int half = content.length / 2;
            storage.append(REPOSITORY, upload, 0, new ByteArrayInputStream(content, 0, half));
            out.println("upload " + upload + " " + half);
            storage.append(REPOSITORY, upload, half, new ByteArrayInputStream(content, half, content.length - half));
            Digest digest = Digest.of(content);
            storage.commitUpload(REPOSITORY, upload, digest);
            out.println("blob " + digest);
            Manifest manifest = manifest("m" + random.nextLong());
            storage.putManifest(REPOSITORY, manifest);
            storage.putTag(REPOSITORY, "t" + i % 3, manifest.digest());
            out.println("manifest " + manifest.digest());
            out.flush();
        }
    }

    /** An acknowledged part of an upload stays until the upload is committed, which may have happened. */
    void assertUploadKept(String upload, long least) throws InterruptedException {
        storage.uploadSize(REPOSITORY, upload).ifPresent(size -> assertTrue(size >= least, upload + ": " + size));
    }

    /** Runs a worker until it has said so many things, kills it, and returns all that it said whole. */
    List<String> crashAfter(int lines) throws Exception {
        Process worker = startWorker();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = worker.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == lines) {
                    // Not through the process itself, which would close the stream that still holds what it said.
                    worker.toHandle().destroyForcibly();
                }
            }
        } finally {
            worker.destroyForcibly().waitFor();
        }
        assertTrue(said.size() >= lines, "The worker ended by itself after " + said);
        said.removeLast();
        return said;
    }

    byte[] bytes(int size) {
        byte[] content = new byte[size];
        synchronized (random) {
            random.nextBytes(content);
        }
        return content;
    }

    static Manifest manifest(String marker) {
        return new Manifest(OCI, ("{\"marker\":\"" + marker + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    Digest push(String repository, byte[] content) throws InterruptedException {
        String upload = storage.beginUpload(repository);
        storage.append(repository, upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload(repository, upload, Digest.of(content));
        return Digest.of(content);
    }

    byte[] read(Digest blob, long offset) throws IOException, InterruptedException {
        try (InputStream in = storage.openBlob(blob, offset)) {
            return in.readAllBytes();
        }
    }

    Digest hash(Digest blob) throws IOException, InterruptedException {
        MessageDigest hash = Digest.newMessageDigest();
        hash.update(read(blob, 0));
        return Digest.finish(hash);
    }

    interface Paged<T> {
        Page<T> page(Optional<T> after) throws InterruptedException;
    }

    static <T> List<T> all(Paged<T> list) throws InterruptedException {
        List<T> all = new ArrayList<>();
        Page<T> page;
        do {
            page = list.page(all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()));
            all.addAll(page.items());
        } while (page.more());
        return all;
    }
}
