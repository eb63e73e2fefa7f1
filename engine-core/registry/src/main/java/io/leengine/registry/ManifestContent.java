package io.leengine.registry;

import io.leengine.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a manifest says.
 *
 * @param mediaType what it is
 * @param blobs the blobs that must be there: its configuration and layers
 * @param manifests the manifests that must be there, for an index
 * @param subject what it refers to, which need not be there
 * @param document all of it
 */
record ManifestContent(String mediaType, List<Digest> blobs, List<Digest> manifests, Optional<Digest> subject,
        JsonNode document) {
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final Set<String> IMAGES = Set.of("application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json");
    private static final Set<String> INDEXES = Set.of(OCI_INDEX,
        "application/vnd.docker.distribution.manifest.list.v2+json");
    /** What clients made before an image manifest could say what it is. */
    private static final String OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";
    private static final Set<String> ELSEWHERE = Set.of("application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    private static final int MOST_REFERENCES = 10_000;

    /** Reads a manifest; throws {@code MANIFEST_INVALID}. */
    static ManifestContent parse(JsonMapper json, String contentType, byte[] content) {
        JsonNode document;
        try {
            document = json.readTree(content);
        } catch (StreamConstraintsException e) {
            throw invalid("The manifest is larger than any manifest: " + e.getOriginalMessage());
        } catch (JacksonException e) {
            throw invalid("The manifest is no JSON: " + e.getOriginalMessage());
        }
        if (document == null || !document.isObject()) {
            throw invalid("A manifest is a JSON object.");
        }
        String own = document.path("mediaType").asString("");
        String mediaType = contentType.isEmpty() ? own : contentType;
        if (document.path("schemaVersion").asInt(0) != 2 && !OCI_ARTIFACT.equals(mediaType)) {
            throw invalid("A manifest has the 'schemaVersion' 2.");
        }
        if (!own.isEmpty() && !own.equals(mediaType)) {
            throw invalid("The manifest says it is '" + own + "' and came as '" + mediaType + "'.");
        }
        List<Digest> blobs = new ArrayList<>();
        List<Digest> manifests = new ArrayList<>();
        if (IMAGES.contains(mediaType)) {
            blobs.add(digest(document.path("config")));
            array(document, "layers").forEach(layer -> blob(layer).ifPresent(blobs::add));
        } else if (INDEXES.contains(mediaType)) {
            array(document, "manifests").forEach(each -> (isManifest(each) ? manifests : blobs).add(digest(each)));
        } else if (OCI_ARTIFACT.equals(mediaType)) {
            if (document.has("blobs")) {
                array(document, "blobs").forEach(each -> blobs.add(digest(each)));
            }
        } else {
            throw invalid("Manifests of the type '" + mediaType + "' are not taken, only OCI and Docker (schema 2) ones.");
        }
        Optional<Digest> subject =
            document.hasNonNull("subject") ? Optional.of(digest(document.path("subject"))) : Optional.empty();
        return new ManifestContent(mediaType, List.copyOf(blobs), List.copyOf(manifests), subject, document);
    }

    private static JsonNode array(JsonNode document, String name) {
        JsonNode array = document.path(name);
        if (!array.isArray() || array.size() > MOST_REFERENCES) {
            throw invalid("'" + name + "' must be an array of at most " + MOST_REFERENCES + " entries.");
        }
        return array;
    }

    /** A layer that says where else it is got from, or that may not be given away, need not be here. */
    private static Optional<Digest> blob(JsonNode layer) {
        Digest digest = digest(layer);
        return layer.path("urls").isEmpty() && !ELSEWHERE.contains(layer.path("mediaType").asString(""))
            ? Optional.of(digest) : Optional.empty();
    }

    /** Build caches are indexes whose entries are layers. */
    private static boolean isManifest(JsonNode descriptor) {
        String type = descriptor.path("mediaType").asString("");
        return type.isEmpty() || IMAGES.contains(type) || INDEXES.contains(type) || OCI_ARTIFACT.equals(type);
    }

    private static Digest digest(JsonNode descriptor) {
        JsonNode digest = descriptor.path("digest");
        if (!digest.isString()) {
            throw invalid("A descriptor has no digest.");
        }
        try {
            return RegistryPath.digest(digest.stringValue());
        } catch (RegistryError e) {
            throw invalid(e.getMessage());
        }
    }

    private static RegistryError invalid(String message) {
        return new RegistryError(RegistryError.Code.MANIFEST_INVALID, message);
    }
}
