package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.DownloadLinks;
import io.undertow.util.Headers;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Blobs: asked for, read and unlinked. */
final class BlobCalls {
    private static final Duration LINK_LIFE = Duration.ofMinutes(20);

    private final RegistryAccess access;
    private final PullThrough cache;

    BlobCalls(RegistryAccess access, PullThrough cache) {
        this.access = access;
        this.cache = cache;
    }

    void answer(Call call) throws IOException, InterruptedException {
        switch (call.method()) {
            case "GET", "HEAD" -> get(call);
            case "DELETE" -> delete(call);
            default -> throw Call.unsupported(List.of("GET", "HEAD", "DELETE"));
        }
    }

    private void get(Call call) throws IOException, InterruptedException {
        call.require(Action.PULL);
        Digest digest = call.path().digest();
        if (call.caller().may(call.repository(), Action.PUSH)) {
            // It will not send what it finds here.
            access.rely(List.of(digest));
        }
        Optional<Long> linked = linked(call, digest);
        if (linked.isEmpty() && cache.blob(call, digest)) {
            return;
        }
        long size = linked.orElseThrow(BlobCalls::unknown);
        call.headers().put(Call.CONTENT_DIGEST, digest.toString());
        call.headers().put(Headers.ETAG, "\"" + digest + "\"");
        call.headers().put(Headers.ACCEPT_RANGES, "bytes");
        call.headers().put(Headers.CACHE_CONTROL, "private, max-age=31536000, immutable");
        if (call.header(Headers.IF_NONE_MATCH).filter(("\"" + digest + "\"")::equals).isPresent()) {
            call.end(304);
            return;
        }
        if (!call.isHead() && redirected(call, digest)) {
            return;
        }
        Optional<ByteRange> range = call.isHead() ? Optional.empty() : range(call, size);
        ByteRange part = range.orElse(new ByteRange(0, size));
        range.ifPresent(given -> {
            call.exchange().setStatusCode(206);
            call.headers().put(Headers.CONTENT_RANGE, "bytes " + given.first() + "-" + given.last() + "/" + size);
        });
        call.headers().put(Headers.CONTENT_TYPE, "application/octet-stream");
        call.headers().put(Headers.CONTENT_LENGTH, part.length());
        if (call.isHead()) {
            call.exchange().endExchange();
        } else {
            send(call, digest, part);
        }
    }

    /** Sends the client to where the blob lies, if the storage hands out links; the link does what a range asks for. */
    private static boolean redirected(Call call, Digest digest) throws InterruptedException {
        Optional<DownloadLinks> links = call.storage().ability(DownloadLinks.class);
        Optional<URI> link = links.isPresent() ? links.get().downloadLink(digest, LINK_LIFE) : Optional.empty();
        link.ifPresent(there -> {
            call.headers().put(Headers.LOCATION, there.toASCIIString());
            // The blob is always the same, the link is not.
            call.headers().put(Headers.CACHE_CONTROL, "no-store");
            call.end(307);
        });
        return link.isPresent();
    }

    private static Optional<ByteRange> range(Call call, long size) {
        try {
            return call.header(Headers.RANGE).flatMap(header -> ByteRange.requested(header, size));
        } catch (RegistryError e) {
            call.headers().put(Headers.CONTENT_RANGE, "bytes */" + size);
            throw e;
        }
    }

    private static Optional<Long> linked(Call call, Digest digest) throws InterruptedException {
        return call.storage().hasBlob(call.repository(), digest) ? call.storage().blobSize(digest) : Optional.empty();
    }

    private static RegistryError unknown() {
        return new RegistryError(RegistryError.Code.BLOB_UNKNOWN, "The repository has no such blob.");
    }

    /** Opens a blob, which may have gone since its size was asked for. */
    private static InputStream open(Call call, Digest digest, long first) throws InterruptedException {
        try {
            return call.storage().openBlob(digest, first);
        } catch (EngineException e) {
            throw e.code() == ErrorCode.NOT_FOUND ? unknown() : e;
        }
    }

    private static void send(Call call, Digest digest, ByteRange part) throws IOException, InterruptedException {
        try (InputStream in = open(call, digest, part.first())) {
            Reply reply = new Reply(call.exchange(), call.patience());
            if (in instanceof FileInputStream file && part.length() > 0) {
                reply.file(file.getChannel(), part);
            } else {
                reply.stream(in, part.length());
            }
        }
        call.exchange().endExchange();
    }

    /** Takes the blob out of the repository; what other repositories link stays. */
    private static void delete(Call call) throws InterruptedException {
        call.require(Action.DELETE);
        Digest digest = call.path().digest();
        linked(call, digest).orElseThrow(BlobCalls::unknown);
        call.storage().unlinkBlob(call.repository(), digest);
        call.end(202);
    }
}
