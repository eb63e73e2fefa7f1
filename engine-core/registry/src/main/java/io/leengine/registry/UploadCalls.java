package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Blobs being uploaded: in one piece, in chunks, resumed, or mounted from another repository without sending any. */
final class UploadCalls {
    private static final HttpString UPLOAD_ID = HttpString.tryFromString("Docker-Upload-UUID");

    private final RegistryAccess access;
    private final PullThrough cache;

    UploadCalls(RegistryAccess access, PullThrough cache) {
        this.access = access;
        this.cache = cache;
    }

    void begin(Call call) throws IOException, InterruptedException {
        if (!"POST".equals(call.method())) {
            throw Call.unsupported(List.of("POST"));
        }
        cache.requirePushed(call);
        call.require(Action.PUSH);
        if (mounted(call)) {
            return;
        }
        Optional<Digest> whole = call.query("digest").map(RegistryPath::digest);
        String upload = call.storage().beginUpload(call.repository());
        if (whole.isPresent()) {
            inOnePiece(call, upload, whole.get());
        } else {
            progress(call, upload, 0, 202);
        }
    }

    /** Nobody knows the upload's id, so nobody could go on with what is left of it. */
    private void inOnePiece(Call call, String upload, Digest digest) throws IOException, InterruptedException {
        boolean whole = false;
        try {
            append(call, upload, 0);
            commit(call, upload, digest);
            whole = true;
        } finally {
            if (!whole) {
                call.storage().cancelUpload(call.repository(), upload);
            }
        }
    }

    void answer(Call call) throws IOException, InterruptedException {
        call.require(Action.PUSH);
        String upload = call.path().reference();
        switch (call.method()) {
            case "PATCH" -> progress(call, upload, append(call, upload, offset(call, size(call, upload))), 202);
            case "PUT" -> finish(call, upload);
            case "GET", "HEAD" -> progress(call, upload, size(call, upload), 204);
            case "DELETE" -> {
                size(call, upload);
                call.storage().cancelUpload(call.repository(), upload);
                call.end(204);
            }
            default -> throw Call.unsupported(List.of("GET", "HEAD", "PATCH", "PUT", "DELETE"));
        }
    }

    private boolean mounted(Call call) throws InterruptedException {
        Optional<Digest> digest = call.query("mount").map(RegistryPath::digest);
        // Without a source it is found only where it is to go: whoever knows a digest may not read what has it.
        String from = call.query("from").map(RegistryPath::name).orElse(call.repository());
        if (digest.isEmpty() || !call.caller().may(from, Action.PULL)) {
            return false;
        }
        access.rely(List.of(digest.get()));
        if (!call.storage().hasBlob(from, digest.get())) {
            return false;
        }
        call.storage().linkBlob(call.repository(), digest.get());
        created(call, digest.get());
        return true;
    }

    private void finish(Call call, String upload) throws IOException, InterruptedException {
        Digest digest = RegistryPath.digest(call.query("digest").orElseThrow(() -> new RegistryError(
            RegistryError.Code.DIGEST_INVALID, "The last request of an upload says its digest in '?digest='.")));
        long size = size(call, upload);
        if (call.exchange().getRequestContentLength() != 0) {
            append(call, upload, offset(call, size));
        }
        commit(call, upload, digest);
    }

    private static long offset(Call call, long size) {
        Optional<ByteRange> range = call.header(Headers.CONTENT_RANGE).map(ByteRange::ofChunk);
        if (range.isPresent() && call.exchange().getRequestContentLength() >= 0
                && call.exchange().getRequestContentLength() != range.get().length()) {
            throw new RegistryError(RegistryError.Code.RANGE_INVALID, "Content-Range and Content-Length differ.");
        }
        return range.map(ByteRange::first).orElse(size);
    }

    private static long size(Call call, String upload) throws InterruptedException {
        try {
            return call.storage().uploadSize(call.repository(), upload).orElseThrow(UploadCalls::unknown);
        } catch (EngineException e) {
            throw known(e);
        }
    }

    private static long append(Call call, String upload, long offset) throws IOException, InterruptedException {
        Body content = call.body(RegistryError.Code.BLOB_UPLOAD_INVALID);
        try {
            long end = call.storage().append(call.repository(), upload, offset, content);
            requireAnnounced(call, upload, end - offset, end);
            return end;
        } catch (EngineException e) {
            if (content.fault().isPresent()) {
                throw content.fault().get();
            }
            if (e.code() == ErrorCode.CONFLICT) {
                call.storage().uploadSize(call.repository(), upload).ifPresent(size -> describe(call, upload, size));
                throw new RegistryError(RegistryError.Code.RANGE_INVALID, e.getMessage());
            }
            throw known(e);
        }
    }

    /** Of content whose length is not told before, only its end shows whether it was what Content-Range says. */
    private static void requireAnnounced(Call call, String upload, long came, long end) {
        Optional<ByteRange> announced = call.header(Headers.CONTENT_RANGE).map(ByteRange::ofChunk);
        if (announced.isPresent() && announced.get().length() != came) {
            describe(call, upload, end);
            throw new RegistryError(RegistryError.Code.BLOB_UPLOAD_INVALID, "Content-Range announces "
                + announced.get().length() + " bytes, and " + came + " came. Go on from where Range says.");
        }
    }

    private void commit(Call call, String upload, Digest digest) throws InterruptedException {
        // The storage may have such a blob already, and then only links it.
        access.rely(List.of(digest));
        try {
            call.storage().commitUpload(call.repository(), upload, digest);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                throw new RegistryError(RegistryError.Code.RANGE_INVALID, e.getMessage());
            }
            throw known(e);
        }
        created(call, digest);
    }

    private static RuntimeException known(EngineException e) {
        return e.code() == ErrorCode.NOT_FOUND ? unknown() : e;
    }

    private static RegistryError unknown() {
        return new RegistryError(RegistryError.Code.BLOB_UPLOAD_UNKNOWN, "There is no such upload in the repository.");
    }

    private static void created(Call call, Digest digest) {
        call.headers().put(Headers.LOCATION, "/v2/" + call.repository() + "/blobs/" + digest);
        call.headers().put(Call.CONTENT_DIGEST, digest.toString());
        call.end(201);
    }

    private static void progress(Call call, String upload, long size, int status) {
        describe(call, upload, size);
        call.end(status);
    }

    private static void describe(Call call, String upload, long size) {
        call.headers().put(Headers.LOCATION, "/v2/" + call.repository() + "/blobs/uploads/" + upload);
        call.headers().put(Headers.RANGE, "0-" + Math.max(0, size - 1));
        call.headers().put(UPLOAD_ID, upload);
    }
}
