package io.leengine.scheduler.local.image;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads an image's description from a registry: index, manifest and configuration, each checked by its digest. */
final class ImagePull {
    private static final int DOCUMENT_BYTES = 4 << 20;
    private static final String MANIFESTS = String.join(", ",
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json");
    private static final String ANYTHING = "*/*";

    private final RegistrySession session;
    private final ImageReference image;

    /**
     * One layer as the manifest names it.
     *
     * @param digest of the blob
     * @param size of the blob in bytes
     * @param mediaType says how it is packed
     */
    record Layer(Digest digest, long size, String mediaType) {
    }

    /**
     * What an image consists of.
     *
     * @param config what it says about running it
     * @param layers lowest first
     */
    record Description(ImageConfig config, List<Layer> layers) {
    }

    ImagePull(RegistrySession session, ImageReference image) {
        this.session = session;
        this.image = image;
    }

    Description describe() throws InterruptedException {
        JsonNode manifest = document("manifests", image.digest(), MANIFESTS);
        if (manifest.path("manifests").isArray()) {
            manifest = document("manifests", forThisMachine(manifest), MANIFESTS);
        }
        Digest config = Digest.parse(manifest.path("config").path("digest").asString(""));
        List<Layer> layers = manifest.path("layers").valueStream().map(ImagePull::layer).toList();
        return new Description(ImageConfig.read(document("blobs", config, ANYTHING)), layers);
    }

    InputStream open(Layer layer) throws InterruptedException {
        return session.open("blobs", layer.digest().toString(), ANYTHING);
    }

    private static Layer layer(JsonNode json) {
        return new Layer(Digest.parse(json.path("digest").asString("")), json.path("size").asLong(-1),
            json.path("mediaType").asString(""));
    }

    private Digest forThisMachine(JsonNode index) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return index.path("manifests").valueStream()
            .filter(entry -> entry.path("platform").path("os").asString("").equals("linux"))
            .filter(entry -> entry.path("platform").path("architecture").asString("").equals(architecture))
            .findFirst().map(entry -> Digest.parse(entry.path("digest").asString("")))
            .orElseThrow(() -> EngineException.invalid("image",
                "The image '" + image + "' has nothing for linux/" + architecture + "."));
    }

    private JsonNode document(String kind, Digest digest, String accept) throws InterruptedException {
        try (InputStream body = new StallGuard(session.open(kind, digest.toString(), accept))) {
            byte[] content = body.readNBytes(DOCUMENT_BYTES);
            if (!Digest.of(content).equals(digest)) {
                throw mismatch(digest);
            }
            return JsonMapper.shared().readTree(content);
        } catch (JacksonException e) {
            throw EngineException.invalid("image", "The image '" + image + "' is described by malformed JSON.");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    EngineException mismatch(Digest digest) {
        return new EngineException(ErrorCode.DIGEST_MISMATCH,
            "The registry sent content for '" + image + "' that does not have the digest " + digest + ".");
    }

    EngineException unreadable(IOException e) {
        return new EngineException(ErrorCode.UNAVAILABLE,
            "Reading '" + image + "' from its registry broke off: " + RegistryLogin.words(e), e);
    }
}
