package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.model.Digest;
import io.undertow.util.Headers;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSinkChannel;

/** Blobs: asked for, read and unlinked. */
final class BlobCalls {
    private static final int BUFFER = 128 * 1024;

    private final RegistryAccess access;

    BlobCalls(RegistryAccess access) {
        this.access = access;
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
        long size = linkedSize(call, digest);
        call.headers().put(Call.CONTENT_DIGEST, digest.toString());
        call.headers().put(Headers.ETAG, "\"" + digest + "\"");
        call.headers().put(Headers.ACCEPT_RANGES, "bytes");
        call.headers().put(Headers.CACHE_CONTROL, "private, max-age=31536000, immutable");
        if (call.header(Headers.IF_NONE_MATCH).filter(("\"" + digest + "\"")::equals).isPresent()) {
            call.end(304);
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

    private static Optional<ByteRange> range(Call call, long size) {
        try {
            return call.header(Headers.RANGE).flatMap(header -> ByteRange.requested(header, size));
        } catch (RegistryError e) {
            call.headers().put(Headers.CONTENT_RANGE, "bytes */" + size);
            throw e;
        }
    }

    private static long linkedSize(Call call, Digest digest) throws InterruptedException {
        Optional<Long> size = call.storage().hasBlob(call.repository(), digest)
            ? call.storage().blobSize(digest) : Optional.empty();
        return size.orElseThrow(() -> new RegistryError(RegistryError.Code.BLOB_UNKNOWN,
            "The repository has no such blob."));
    }

    private static void send(Call call, Digest digest, ByteRange part) throws IOException, InterruptedException {
        try (InputStream in = call.storage().openBlob(digest, part.first())) {
            if (in instanceof FileInputStream file && part.length() > 0) {
                // The system moves a file's bytes to the socket; they never come through here.
                StreamSinkChannel sink = call.exchange().getResponseChannel();
                Channels.transferBlocking(sink, file.getChannel(), part.first(), part.length());
                sink.shutdownWrites();
                Channels.flushBlocking(sink);
            } else {
                copy(in, call.exchange().getOutputStream(), part.length());
            }
        }
        call.exchange().endExchange();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0;) {
            int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new IOException("The blob ended " + left + " bytes early");
            }
            out.write(buffer, 0, got);
            left -= got;
        }
    }

    /** Takes the blob out of the repository; what other repositories link stays. */
    private static void delete(Call call) throws InterruptedException {
        call.require(Action.DELETE);
        Digest digest = call.path().digest();
        linkedSize(call, digest);
        call.storage().unlinkBlob(call.repository(), digest);
        call.end(202);
    }
}
