package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Pushes blobs in pieces, and after each failure asks how far the upload is and goes on from there. */
final class ResumingPusher {
    private static final int PIECE = 512 << 10;

    /** Who was cut off may come back before the registry has seen that: then somebody is still writing. */
    private static final Map<Integer, String> SOON = Map.of(503, "UNAVAILABLE", 416, "RANGE_INVALID");
    /** The end may have come to be, and its answer not. */
    private static final Map<Integer, String> LATE = Map.of(503, "UNAVAILABLE", 416, "RANGE_INVALID", 404,
        "BLOB_UPLOAD_UNKNOWN");

    private final RegistryClient client;
    private final Pause pause;

    /**
     * Pushes with a client.
     *
     * @param pause how it waits before it tries again
     */
    ResumingPusher(RegistryClient client, Pause pause) {
        this.client = client;
        this.pause = pause;
    }

    /** Waits a little. */
    @FunctionalInterface
    interface Pause {
        /** Waits; fails when there is no trying again. */
        void before(IOException failure) throws IOException, InterruptedException;
    }

    /** Pushes one; fails when what was acknowledged is gone, or an answer is none that a client can go on from. */
    Digest push(String repository, byte[] content) throws IOException, InterruptedException {
        String upload = client.begin(repository);
        Digest digest = Digest.of(content);
        int acknowledged = 0;
        int size = 0;
        while (size < content.length) {
            int end = Math.min(size + PIECE, content.length);
            Optional<HttpResponse<byte[]>> answer = tried(SOON, "PATCH", upload, Arrays.copyOfRange(content, size, end),
                "Content-Range", size + "-" + (end - 1));
            if (answer.isPresent()) {
                acknowledged = end;
                size = end;
            } else {
                size = size(upload, acknowledged, end);
            }
        }
        return ended(repository, upload, digest);
    }

    /** Makes a request; gives nothing, after a pause, when it has to be asked how far it came. */
    private Optional<HttpResponse<byte[]>> tried(Map<Integer, String> bearable, String method, String path, byte[] body,
            String... headers) throws IOException, InterruptedException {
        IOException failure;
        try {
            HttpResponse<byte[]> answer = client.send(method, path, body, headers);
            if (answer.statusCode() < 300) {
                return Optional.of(answer);
            }
            if (!bearable.containsKey(answer.statusCode())) {
                throw new AssertionError(method + ": " + answer.statusCode() + " " + text(answer));
            }
            RegistryTest.assertError(answer.statusCode(), bearable.get(answer.statusCode()), answer);
            assertTrue(answer.statusCode() != 503 || !header(answer, "Retry-After").isEmpty(), "it is told when to come again");
            failure = new IOException("Status " + answer.statusCode());
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            failure = e;
        }
        pause.before(failure);
        return Optional.empty();
    }

    /** Asks until it is told how far an upload is that nobody has ended. */
    private int size(String upload, int least, int most) throws IOException, InterruptedException {
        while (true) {
            Optional<HttpResponse<byte[]>> state = tried(SOON, "GET", upload, null);
            if (state.isPresent()) {
                int last = Integer.parseInt(header(state.get(), "Range").substring(2));
                // None and one byte look the same; no piece is cut after one.
                int size = last == 0 ? 0 : last + 1;
                if (size < least || size > most) {
                    throw new AssertionError(size + " bytes are there of " + least + " that were acknowledged and " + most
                        + " that were sent");
                }
                return size;
            }
        }
    }

    /** Ends an upload. When an answer was lost the blob may be there, or the upload may be gone with what it was. */
    private Digest ended(String repository, String upload, Digest digest) throws IOException, InterruptedException {
        while (tried(LATE, "PUT", upload + "?digest=" + digest, null).isEmpty()) {
            HttpResponse<byte[]> blob = client.send("HEAD", "/v2/" + repository + "/blobs/" + digest, null);
            if (blob.statusCode() == 200) {
                return digest;
            }
            HttpResponse<byte[]> state = client.get(upload);
            if (state.statusCode() == 404) {
                throw new IOException("The upload ended before its end was told; it is begun anew.");
            }
        }
        return digest;
    }
}
