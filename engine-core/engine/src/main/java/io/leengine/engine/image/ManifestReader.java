package io.leengine.engine.image;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImageManifest.ReferenceKind;
import io.leengine.engine.seam.Seams;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what manifests say. The registry has checked what comes in; of what was there before, or has another form, what
 * cannot be read is left out.
 */
public final class ManifestReader {
    private static final Set<String> CONFIGURATIONS = Set.of("application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json");
    private static final int LARGEST_CONFIGURATION = 4 << 20;
    private static final int MAX_DEPTH = 3;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Seams seams;

    /** Of the storage that is there. */
    public ManifestReader(Seams seams) {
        this.seams = seams;
    }

    /** When an image was made, and for which platform. */
    private record Made(Optional<Instant> at, List<String> platforms) {
        private static final Made UNKNOWN = new Made(Optional.empty(), List.of());
    }

    /**
     * Reads a manifest and, of an image, its configuration.
     *
     * @param at when it was pushed, or found
     * @param by by whom; empty when not known
     * @return what it says, with the sizes of what it refers to directly
     */
    public ImageManifest read(String repository, Manifest manifest, Instant at, String by)
            throws InterruptedException {
        JsonNode document = parsed(manifest.content());
        List<Reference> references = new ArrayList<>();
        boolean index = document.path("manifests").isArray();
        if (index) {
            document.path("manifests").forEach(each -> add(references, ReferenceKind.MANIFEST, each));
        } else {
            add(references, ReferenceKind.CONFIG, document.path("config"));
            document.path("layers").forEach(each -> add(references, each.path("urls").isEmpty() ? ReferenceKind.LAYER
                : ReferenceKind.FOREIGN, each));
        }
        String configuration = document.path("config").path("mediaType").asString("");
        Optional<Digest> subject = digest(document.path("subject"));
        Made made = index ? new Made(Optional.empty(), platforms(references))
            : CONFIGURATIONS.contains(configuration) ? made(document.path("config")) : Made.UNKNOWN;
        String artifactType = document.path("artifactType").asString(configuration);
        return new ImageManifest(repository, manifest.digest(), manifest.mediaType(), artifactType, subject,
            manifest.content().length, bytes(references), made.platforms(),
            subject.isPresent() ? texts(document.path("annotations")) : ImageManifest.nothing(), references, made.at(), at,
            by);
    }

    /** As {@link #read}, with the size of all it refers to, through the manifests of an index. */
    ImageManifest readWhole(String repository, Manifest manifest, Instant at)
            throws InterruptedException {
        ImageManifest read = read(repository, manifest, at, "");
        return read.manifests().isEmpty() ? read : read.pushed(bytes(seams.requireFirst(RegistryStorage.class), read, 0,
            new HashSet<>()), at, "");
    }

    private long bytes(RegistryStorage storage, ImageManifest read, int depth, Set<Digest> counted)
            throws InterruptedException {
        long sum = read.blobs().filter(each -> counted.add(each.digest())).mapToLong(Reference::sizeBytes).sum();
        for (Reference each : read.manifests()) {
            Optional<Manifest> child = counted.add(each.digest()) && depth < MAX_DEPTH
                ? storage.manifest(read.repository(), each.digest()) : Optional.empty();
            if (child.isPresent()) {
                sum += bytes(storage, read(read.repository(), child.get(), read.pushedAt(), ""), depth + 1, counted);
            }
        }
        return sum;
    }

    private static long bytes(List<Reference> references) {
        Set<Digest> counted = new HashSet<>();
        return references.stream().filter(each -> each.kind() == ReferenceKind.CONFIG || each.kind() == ReferenceKind.LAYER)
            .filter(each -> counted.add(each.digest())).mapToLong(Reference::sizeBytes).sum();
    }

    private static void add(List<Reference> references, ReferenceKind kind, JsonNode descriptor) {
        digest(descriptor).ifPresent(digest -> references.add(new Reference(kind, digest,
            descriptor.path("mediaType").asString(""), platform(descriptor.path("platform")),
            Math.max(0, descriptor.path("size").asLong(0)))));
    }

    private static Optional<Digest> digest(JsonNode descriptor) {
        try {
            return descriptor.path("digest").isString() ? Optional.of(Digest.parse(descriptor.path("digest").stringValue()))
                : Optional.empty();
        } catch (EngineException e) {
            // Of another algorithm, or none at all: nothing here has that digest.
            return Optional.empty();
        }
    }

    private static String platform(JsonNode platform) {
        String os = platform.path("os").asString("");
        String architecture = platform.path("architecture").asString("");
        String variant = platform.path("variant").asString("");
        boolean known = !os.isEmpty() && !architecture.isEmpty() && !os.equals("unknown");
        return known ? os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant) : "";
    }

    private static List<String> platforms(List<Reference> references) {
        Set<String> platforms = new TreeSet<>();
        references.stream().map(Reference::platform).filter(each -> !each.isEmpty()).forEach(platforms::add);
        return List.copyOf(platforms);
    }

    private Made made(JsonNode descriptor) throws InterruptedException {
        Optional<Digest> digest = digest(descriptor);
        if (digest.isEmpty()) {
            return Made.UNKNOWN;
        }
        try (InputStream in = seams.requireFirst(RegistryStorage.class).openBlob(digest.get(), 0)) {
            JsonNode configuration = parsed(in.readNBytes(LARGEST_CONFIGURATION));
            String platform = platform(configuration);
            return new Made(time(configuration.path("created").asString("")),
                platform.isEmpty() ? List.of() : List.of(platform));
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("Reading a configuration was interrupted").initCause(e);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The configuration " + digest.get() + " cannot be read: "
                + e.getMessage(), e);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Made.UNKNOWN;
            }
            throw e;
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            // Whoever made the image wrote something else there.
            return Optional.empty();
        }
    }

    private static SortedMap<String, String> texts(JsonNode object) {
        SortedMap<String, String> texts = new TreeMap<>();
        object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asString("")));
        return texts;
    }

    private JsonNode parsed(byte[] content) {
        try {
            JsonNode document = json.readTree(content);
            return document != null && document.isObject() ? document : json.createObjectNode();
        } catch (JacksonException e) {
            // No JSON, or only a part of one: nothing of it is known.
            return json.createObjectNode();
        }
    }
}
