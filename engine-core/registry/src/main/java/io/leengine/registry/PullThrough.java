package io.leengine.registry;

import io.leengine.engine.ImageSources;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.domain.ImageSource;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets from another registry what a cached repository does not hold, and keeps it. Which tags were found fresh is remembered
 * by each engine for itself: one that starts asks once more.
 */
final class PullThrough implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PullThrough.class.getName());
    private static final HttpString WARNING = HttpString.tryFromString("Warning");
    /** How long a registry that did not answer is left alone while there is something to serve without it. */
    private static final Duration REST = Duration.ofSeconds(10);
    private static final int BUFFER = 128 * 1024;
    private static final int TAGS = 100_000;

    /** Of which time a tag was looked at, and whether in vain. */
    private record Look(Instant at, Duration lasts, boolean vain) {
    }

    private final RegistryAccess access;
    private final ImageSources sources;
    private final SourceClient client;
    private final JsonMapper json;
    private final Clock clock;
    private final Set<String> storing = ConcurrentHashMap.newKeySet();
    private final Map<String, Look> looks = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
            return size() > TAGS;
        }
    };

    PullThrough(RegistryAccess access, ImageSources sources, JsonMapper json, Clock clock, Duration patience) {
        this.access = access;
        this.sources = sources;
        this.client = new SourceClient(json, patience);
        this.json = json;
        this.clock = clock;
    }

    /** Throws {@code DENIED} when a repository is a cached one, which nobody pushes to. */
    void requirePushed(Call call) {
        Optional<ImageSource> source = sources.serving(call.repository());
        if (source.isPresent() && call.caller().may(call.repository(), RegistryAccess.Action.PULL)) {
            throw new RegistryError(RegistryError.Code.DENIED, "'" + call.repository() + "' is cached from "
                + source.get().url() + " and takes no pushes; push there, or under another name.");
        }
    }

    /** Returns the manifest a call asks for; {@code MANIFEST_UNKNOWN} when neither side has it. */
    Manifest manifest(Call call) throws InterruptedException {
        Optional<Manifest> stored = stored(call);
        if (stored.isPresent() && call.path().isDigest()) {
            return stored.get();
        }
        Optional<ImageSource> source = sources.serving(call.repository());
        if (source.isEmpty()) {
            return stored.orElseThrow(ManifestCalls::unknown);
        }
        try {
            return call.path().isDigest() ? fetched(call, source.get()) : tagged(call, source.get(), stored);
        } catch (SourceFault e) {
            LOG.log(System.Logger.Level.DEBUG, "Nothing got for " + call.repository(), e);
            throw e.error(RegistryError.Code.MANIFEST_UNKNOWN);
        }
    }

    private static Optional<Manifest> stored(Call call) throws InterruptedException {
        Optional<Digest> digest = call.path().isDigest() ? Optional.of(call.path().digest())
            : call.storage().tag(call.repository(), call.path().reference());
        return digest.isPresent() ? call.storage().manifest(call.repository(), digest.get()) : Optional.empty();
    }

    private Manifest tagged(Call call, ImageSource source, Optional<Manifest> stored)
            throws SourceFault, InterruptedException {
        // What was seen in one place says nothing of another.
        String tag = source.url() + " " + call.repository() + ":" + call.path().reference();
        Optional<Look> look = look(tag);
        if (stored.isPresent() && look.isPresent()) {
            return look.get().vain() ? stale(call, stored.get()) : stored.get();
        }
        try {
            Manifest manifest = stored.isPresent() && unchanged(call, source, stored.get()) ? stored.get()
                : fetched(call, source);
            looked(tag, new Look(clock.instant(), source.freshness(), false));
            return manifest;
        } catch (SourceFault e) {
            if (stored.isEmpty()) {
                throw e;
            }
            if (e.kind() == SourceFault.Kind.UNKNOWN) {
                call.storage().deleteTag(call.repository(), call.path().reference());
                sources.gone(call.repository(), call.path().reference());
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, tag + " is served as it was last seen: " + e.getMessage());
            looked(tag, new Look(clock.instant(), REST, true));
            return stale(call, stored.get());
        }
    }

    private static Manifest stale(Call call, Manifest stored) {
        call.headers().put(WARNING, "110 - \"Response is Stale\"");
        return stored;
    }

    private synchronized Optional<Look> look(String tag) {
        return Optional.ofNullable(looks.get(tag)).filter(look -> clock.instant().isBefore(look.at().plus(look.lasts())));
    }

    private synchronized void looked(String tag, Look look) {
        looks.remove(tag);
        looks.put(tag, look);
    }

    private boolean unchanged(Call call, ImageSource source, Manifest stored) throws SourceFault, InterruptedException {
        HttpResponse<InputStream> answer = client.ask(source, call.repository(), "HEAD", "manifests/"
            + call.path().reference());
        try (InputStream _ = answer.body()) {
            return answer.headers().firstValue("Docker-Content-Digest").filter(stored.digest().toString()::equals).isPresent();
        } catch (IOException e) {
            throw SourceClient.away(source.url(), e);
        }
    }

    private Manifest fetched(Call call, ImageSource source) throws SourceFault, InterruptedException {
        HttpResponse<InputStream> answer = client.ask(source, call.repository(), "GET", "manifests/"
            + call.path().reference());
        byte[] bytes;
        try (InputStream in = client.patient(answer)) {
            bytes = in.readNBytes(ManifestCalls.MAX_BYTES + 1);
        } catch (IOException e) {
            throw SourceClient.away(source.url(), e);
        }
        ManifestContent content = read(source, answer, bytes);
        Manifest manifest = new Manifest(content.mediaType(), bytes);
        if (call.path().isDigest() && !call.path().digest().equals(manifest.digest())) {
            throw wrong(source, "gives a manifest with another digest");
        }
        keep(call, content, manifest);
        return manifest;
    }

    private ManifestContent read(ImageSource source, HttpResponse<InputStream> answer, byte[] bytes) throws SourceFault {
        if (bytes.length > ManifestCalls.MAX_BYTES) {
            throw wrong(source, "gives a manifest of more than 4 MiB");
        }
        try {
            return ManifestContent.parse(json,
                ManifestCalls.plain(answer.headers().firstValue("Content-Type").orElse("")), bytes);
        } catch (RegistryError e) {
            throw wrong(source, "gives no manifest: " + e.getMessage());
        }
    }

    private static SourceFault wrong(ImageSource source, String what) {
        return new SourceFault(SourceFault.Kind.WRONG,
            "The registry " + source.url().getRawAuthority() + ", which is cached here, " + what + ".");
    }

    /** What its group may not hold is not kept, and served all the same. */
    private void keep(Call call, ManifestContent content, Manifest manifest) throws InterruptedException {
        Digest digest = manifest.digest();
        boolean there = call.storage().manifest(call.repository(), digest).isPresent();
        access.rely(content.blobs());
        call.storage().putManifest(call.repository(), manifest);
        Optional<String> tag = call.path().isDigest() ? Optional.empty() : Optional.of(call.path().reference());
        try {
            sources.cached(call.repository(), tag, manifest);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.QUOTA_EXCEEDED && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, call.repository() + " is not kept: " + e.getMessage());
            if (!there) {
                call.storage().deleteManifest(call.repository(), digest);
            }
            return;
        }
        if (tag.isPresent()) {
            call.storage().putTag(call.repository(), tag.get(), digest);
        }
    }

    /**
     * Answers with a blob that is not here. A range that is asked for is not heeded, which HTTP allows: all of it comes.
     *
     * @return whether it did; if not, the repository is no cached one
     */
    boolean blob(Call call, Digest digest) throws IOException, InterruptedException {
        Optional<ImageSource> source = sources.serving(call.repository());
        if (source.isEmpty()) {
            return false;
        }
        try {
            HttpResponse<InputStream> answer = client.ask(source.get(), call.repository(), call.method(), "blobs/" + digest);
            try (InputStream in = client.patient(answer)) {
                long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
                if (length < 0) {
                    throw wrong(source.get(), "does not say how long a blob is");
                }
                call.headers().put(Call.CONTENT_DIGEST, digest.toString());
                call.headers().put(Headers.ETAG, "\"" + digest + "\"");
                call.headers().put(Headers.CONTENT_TYPE, "application/octet-stream");
                call.headers().put(Headers.CONTENT_LENGTH, length);
                if (call.isHead()) {
                    call.exchange().endExchange();
                } else {
                    pass(call, source.get(), digest, new Passing(call, in, length));
                }
            }
            return true;
        } catch (SourceFault e) {
            LOG.log(System.Logger.Level.DEBUG, "Nothing got for " + call.repository(), e);
            throw e.error(RegistryError.Code.BLOB_UNKNOWN);
        }
    }

    private void pass(Call call, ImageSource source, Digest digest, Passing content)
            throws IOException, InterruptedException, SourceFault {
        String key = call.repository() + "@" + digest;
        // Of a repository that keeps no manifest nothing is kept.
        boolean kept = !call.storage().manifests(call.repository(), Optional.empty(), 1).items().isEmpty();
        if (kept && storing.add(key)) {
            try {
                store(call, source, digest, content);
            } finally {
                storing.remove(key);
            }
        } else if (!read(content).equals(digest)) {
            throw wrong(source, "gives a blob with another digest");
        }
        content.finish();
    }

    private static Digest read(Passing content) throws IOException {
        MessageDigest sum = Digest.newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        for (int got = content.read(buffer, 0, BUFFER); got >= 0; got = content.read(buffer, 0, BUFFER)) {
            sum.update(buffer, 0, got);
        }
        return Digest.finish(sum);
    }

    private void store(Call call, ImageSource source, Digest digest, Passing content)
            throws IOException, InterruptedException, SourceFault {
        access.rely(List.of(digest));
        String upload = call.storage().beginUpload(call.repository());
        boolean whole = false;
        try {
            call.storage().append(call.repository(), upload, 0, content);
            call.storage().commitUpload(call.repository(), upload, digest);
            whole = true;
        } catch (EngineException e) {
            if (content.gone().isPresent()) {
                throw content.gone().get();
            }
            if (content.lost().isPresent()) {
                throw SourceClient.away(source.url(), content.lost().get());
            }
            if (e.code() == ErrorCode.DIGEST_MISMATCH) {
                throw wrong(source, "gives a blob with another digest");
            }
            throw e;
        } finally {
            if (!whole) {
                call.storage().cancelUpload(call.repository(), upload);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
