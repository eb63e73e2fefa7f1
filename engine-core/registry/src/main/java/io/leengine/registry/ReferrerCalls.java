package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import io.undertow.util.HttpString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What refers to a manifest: signatures, lists of parts and the like. They are found by the subject they name, so those
 * that a client listed in a tag of its own, as the specification has it for registries without this, are among them.
 */
final class ReferrerCalls {
    private static final HttpString FILTERS = HttpString.tryFromString("OCI-Filters-Applied");
    private static final int PAGE = 10_000;
    /** Descriptors copy annotations, of which a manifest may be full. */
    private static final int MOST_BYTES = 3 << 20;

    private final RegistryAccess access;
    private final JsonMapper json;
    private final Subjects subjects;

    ReferrerCalls(RegistryAccess access, JsonMapper json) {
        this.access = access;
        this.json = json;
        this.subjects = new Subjects(json);
    }

    /** What one answer holds, and whether there would be more. */
    private static final class Answer {
        private final ArrayNode found;
        private final int limit;
        private long bytes;
        private String last = "";
        private boolean more;

        Answer(ArrayNode found, int limit) {
            this.found = found;
            this.limit = limit;
        }

        void add(Digest digest, ObjectNode descriptor) {
            int size = descriptor.toString().length();
            more = !found.isEmpty() && (found.size() >= limit || bytes + size > MOST_BYTES);
            if (!more) {
                found.add(descriptor);
                bytes += size;
                last = digest.toString();
            }
        }
    }

    void answer(Call call) throws InterruptedException {
        ListCalls.requireGet(call);
        call.require(Action.PULL);
        Digest subject = call.path().digest();
        Optional<String> type = call.query("artifactType");
        ObjectNode index = json.createObjectNode().put("schemaVersion", 2).put("mediaType", ManifestContent.OCI_INDEX);
        Answer answer = new Answer(index.putArray("manifests"), Math.max(1, call.limit()));
        Optional<List<ImageManifest>> known = access.referrers(call.repository(), subject);
        if (known.isPresent()) {
            collect(call, known.get(), type, answer);
        } else {
            collect(call, subject, type, answer);
        }
        if (answer.more) {
            call.next("/v2/" + call.repository() + "/referrers/" + subject, answer.limit, answer.last,
                type.map(each -> "&artifactType=" + URLEncoder.encode(each, StandardCharsets.UTF_8)).orElse(""));
        }
        type.ifPresent(_ -> call.headers().put(FILTERS, "artifactType"));
        call.json(200, ManifestContent.OCI_INDEX, index);
    }

    /** From what the engine has noted of each manifest. */
    private void collect(Call call, List<ImageManifest> known, Optional<String> type, Answer answer) {
        String after = call.query("last").map(RegistryPath::digest).map(Digest::toString).orElse("");
        List<ImageManifest> wanted = known.stream().filter(each -> each.digest().toString().compareTo(after) > 0)
            .filter(each -> type.isEmpty() || type.get().equals(each.artifactType()))
            .sorted(Comparator.comparing(each -> each.digest().toString())).toList();
        for (ImageManifest each : wanted) {
            answer.add(each.digest(), describe(each));
            if (answer.more) {
                return;
            }
        }
    }

    private ObjectNode describe(ImageManifest manifest) {
        ObjectNode descriptor = json.createObjectNode().put("mediaType", manifest.mediaType())
            .put("digest", manifest.digest().toString()).put("size", manifest.manifestBytes());
        if (!manifest.artifactType().isEmpty()) {
            descriptor.put("artifactType", manifest.artifactType());
        }
        if (!manifest.annotations().isEmpty()) {
            ObjectNode annotations = descriptor.putObject("annotations");
            manifest.annotations().forEach(annotations::put);
        }
        return descriptor;
    }

    /** From the manifests themselves, as long as the engine has not noted what each of them says. */
    private void collect(Call call, Digest subject, Optional<String> type, Answer answer) throws InterruptedException {
        Optional<Digest> after = call.query("last").map(RegistryPath::digest);
        Page<Digest> page;
        do {
            page = call.storage().manifests(call.repository(), after, PAGE);
            for (Digest digest : page.items()) {
                if (subjects.refers(call.storage(), call.repository(), digest, subject)) {
                    describe(call, digest)
                        .filter(each -> type.isEmpty() || type.get().equals(each.path("artifactType").asString("")))
                        .ifPresent(each -> answer.add(digest, each));
                }
                if (answer.more) {
                    return;
                }
                after = Optional.of(digest);
            }
        } while (page.more());
    }

    private Optional<ObjectNode> describe(Call call, Digest digest) throws InterruptedException {
        Optional<Manifest> manifest = call.storage().manifest(call.repository(), digest);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        JsonNode document = json.readTree(manifest.get().content());
        ObjectNode descriptor = json.createObjectNode().put("mediaType", manifest.get().mediaType())
            .put("digest", digest.toString()).put("size", manifest.get().content().length);
        String type = document.path("artifactType").asString("");
        // An index has no configuration, and so none whose type could stand for its own.
        String shown = type.isEmpty() ? document.path("config").path("mediaType").asString("") : type;
        if (!shown.isEmpty()) {
            descriptor.put("artifactType", shown);
        }
        if (document.path("annotations").isObject()) {
            descriptor.set("annotations", document.path("annotations"));
        }
        return Optional.of(descriptor);
    }
}
