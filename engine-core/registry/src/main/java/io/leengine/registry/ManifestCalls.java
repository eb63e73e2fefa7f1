package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Manifests and the tags that point to them. */
final class ManifestCalls {
    static final int MAX_BYTES = 4 << 20;
    private static final HttpString SUBJECT = HttpString.tryFromString("OCI-Subject");
    private static final int MAX_DEPTH = 3;

    private final RegistryAccess access;
    private final JsonMapper json;
    private final PullThrough cache;

    ManifestCalls(RegistryAccess access, JsonMapper json, PullThrough cache) {
        this.access = access;
        this.json = json;
        this.cache = cache;
    }

    void answer(Call call) throws IOException, InterruptedException {
        switch (call.method()) {
            case "GET", "HEAD" -> get(call);
            case "PUT" -> put(call);
            case "DELETE" -> delete(call);
            default -> throw Call.unsupported(List.of("GET", "HEAD", "PUT", "DELETE"));
        }
    }

    private void get(Call call) throws InterruptedException {
        call.require(Action.PULL);
        Manifest manifest = cache.manifest(call);
        Digest digest = call.path().isDigest() ? call.path().digest() : manifest.digest();
        call.headers().put(Call.CONTENT_DIGEST, digest.toString());
        call.headers().put(Headers.ETAG, "\"" + digest + "\"");
        if (call.header(Headers.IF_NONE_MATCH).filter(("\"" + digest + "\"")::equals).isPresent()) {
            call.end(304);
            return;
        }
        call.headers().put(Headers.CONTENT_TYPE, manifest.mediaType());
        call.headers().put(Headers.CONTENT_LENGTH, manifest.content().length);
        if (call.isHead()) {
            call.exchange().endExchange();
        } else {
            access.pulled(call.caller().actor(), call.repository(),
                call.path().isDigest() ? Optional.empty() : Optional.of(call.path().reference()), digest);
            call.exchange().getResponseSender().send(ByteBuffer.wrap(manifest.content()));
        }
    }

    private static Digest resolve(Call call) throws InterruptedException {
        return call.path().isDigest() ? call.path().digest()
            : call.storage().tag(call.repository(), call.path().reference()).orElseThrow(ManifestCalls::unknown);
    }

    private void put(Call call) throws IOException, InterruptedException {
        cache.requirePushed(call);
        call.require(Action.PUSH);
        byte[] bytes = call.body(RegistryError.Code.MANIFEST_INVALID).whole(MAX_BYTES, "A manifest has at most 4 MiB.");
        ManifestContent content = ManifestContent.parse(json, contentType(call), bytes);
        Manifest manifest = new Manifest(content.mediaType(), bytes);
        Digest digest = manifest.digest();
        if (call.path().isDigest() && !call.path().digest().equals(digest)) {
            throw new RegistryError(RegistryError.Code.DIGEST_INVALID, "The manifest has the digest " + digest + ".");
        }
        access.rely(content.blobs());
        requireReferences(call, content);
        long size = size(call, content, 0, new HashSet<>());
        Optional<String> tag = call.path().isDigest() ? Optional.empty() : Optional.of(call.path().reference());
        call.storage().putManifest(call.repository(), manifest);
        // Before the tag: the engine may refuse it for a quota or a rule. A tag that is refused stays what it was.
        access.pushed(call.caller().actor(), call.repository(), tag, manifest, size);
        if (tag.isPresent()) {
            call.storage().putTag(call.repository(), tag.get(), digest);
        }
        content.subject().ifPresent(subject -> call.headers().put(SUBJECT, subject.toString()));
        call.headers().put(Headers.LOCATION, "/v2/" + call.repository() + "/manifests/" + digest);
        call.headers().put(Call.CONTENT_DIGEST, digest.toString());
        call.end(201);
    }

    private static String contentType(Call call) {
        return plain(call.header(Headers.CONTENT_TYPE).orElse(""));
    }

    /** Returns a content type without its parameters. */
    static String plain(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }

    private static void requireReferences(Call call, ManifestContent content) throws InterruptedException {
        for (Digest blob : content.blobs()) {
            if (!call.storage().hasBlob(call.repository(), blob)) {
                throw missing("blob", blob);
            }
        }
        for (Digest manifest : content.manifests()) {
            if (call.storage().manifest(call.repository(), manifest).isEmpty()) {
                throw missing("manifest", manifest);
            }
        }
    }

    /** Adds up what the blobs take, each counted once however often it is referred to. */
    private long size(Call call, ManifestContent content, int depth, Set<Digest> counted) throws InterruptedException {
        long size = 0;
        for (Digest blob : content.blobs()) {
            size += counted.add(blob) ? call.storage().blobSize(blob).orElse(0L) : 0;
        }
        for (Digest each : content.manifests()) {
            Optional<Manifest> child = counted.add(each) && depth < MAX_DEPTH
                ? call.storage().manifest(call.repository(), each) : Optional.empty();
            if (child.isPresent()) {
                size += size(call, ManifestContent.parse(json, child.get().mediaType(), child.get().content()),
                    depth + 1, counted);
            }
        }
        return size;
    }

    private void delete(Call call) throws InterruptedException {
        call.require(Action.DELETE);
        Digest digest = resolve(call);
        if (call.path().isDigest()) {
            call.storage().manifest(call.repository(), digest).orElseThrow(ManifestCalls::unknown);
            call.storage().deleteManifest(call.repository(), digest);
        } else {
            call.storage().deleteTag(call.repository(), call.path().reference());
        }
        access.deleted(call.caller().actor(), call.repository(), call.path().reference());
        call.end(202);
    }

    private static RegistryError missing(String what, Digest digest) {
        return new RegistryError(RegistryError.Code.MANIFEST_BLOB_UNKNOWN,
            "The manifest refers to the " + what + " " + digest + ", which the repository does not have. Push it first.");
    }

    static RegistryError unknown() {
        return new RegistryError(RegistryError.Code.MANIFEST_UNKNOWN, "The repository has no such manifest or tag.");
    }
}
