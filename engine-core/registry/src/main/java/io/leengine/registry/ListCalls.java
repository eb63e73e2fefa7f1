package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists: the tags of a repository, the repositories, and what refers to a manifest. */
final class ListCalls {
    private static final HttpString FILTERS = HttpString.tryFromString("OCI-Filters-Applied");
    private static final String JSON = "application/json";
    private static final int PAGE = 1000;

    private final RegistryAccess access;
    private final JsonMapper json;

    ListCalls(RegistryAccess access, JsonMapper json) {
        this.access = access;
        this.json = json;
    }

    void tags(Call call) throws InterruptedException {
        requireGet(call);
        call.require(Action.PULL);
        int limit = call.limit();
        Page<String> tags = limit == 0 ? new Page<>(List.of(), false)
            : call.storage().tags(call.repository(), call.query("last"), limit);
        if (tags.items().isEmpty() && call.storage().tags(call.repository(), Optional.empty(), 1).items().isEmpty()
                && call.storage().manifests(call.repository(), Optional.empty(), 1).items().isEmpty()) {
            throw new RegistryError(RegistryError.Code.NAME_UNKNOWN, "The repository holds no image.");
        }
        if (tags.more()) {
            call.next("/v2/" + call.repository() + "/tags/list", limit, tags.items().getLast());
        }
        ObjectNode body = json.createObjectNode().put("name", call.repository());
        tags.items().forEach(body.putArray("tags")::add);
        call.json(200, JSON, body);
    }

    void catalog(Call call) throws InterruptedException {
        requireGet(call);
        if (!call.caller().mayListAll()) {
            throw refusedCatalog(call);
        }
        int limit = call.limit();
        Page<String> page = limit == 0 ? new Page<>(List.of(), false)
            : call.storage().repositories(call.query("last"), limit);
        if (page.more()) {
            call.next("/v2/_catalog", limit, page.items().getLast());
        }
        ObjectNode body = json.createObjectNode();
        page.items().forEach(body.putArray("repositories")::add);
        call.json(200, JSON, body);
    }

    private static RegistryError refusedCatalog(Call call) {
        if (call.caller().challengeable()) {
            return new RegistryError(RegistryError.Code.UNAUTHORIZED, "Listing all repositories needs a token for it.",
                "registry:catalog:*");
        }
        return new RegistryError(RegistryError.Code.DENIED, "Only an administrator may list all repositories.");
    }

    void referrers(Call call) throws InterruptedException {
        requireGet(call);
        call.require(Action.PULL);
        Digest subject = call.path().digest();
        Optional<String> type = call.query("artifactType");
        ObjectNode index = json.createObjectNode().put("schemaVersion", 2).put("mediaType", ManifestContent.OCI_INDEX);
        ArrayNode found = index.putArray("manifests");
        Optional<List<ImageManifest>> known = access.referrers(call.repository(), subject);
        List<ObjectNode> all = known.isPresent() ? known.get().stream().map(this::describe).toList()
            : stored(call, subject);
        all.stream().filter(each -> type.isEmpty() || type.get().equals(each.path("artifactType").asString("")))
            .forEach(found::add);
        type.ifPresent(_ -> call.headers().put(FILTERS, "artifactType"));
        call.json(200, ManifestContent.OCI_INDEX, index);
    }

    /** Reads all manifests of the repository, as long as the engine does not know what each of them says. */
    private List<ObjectNode> stored(Call call, Digest subject) throws InterruptedException {
        List<ObjectNode> found = new ArrayList<>();
        Optional<Digest> after = Optional.empty();
        Page<Digest> page;
        do {
            page = call.storage().manifests(call.repository(), after, PAGE);
            for (Digest digest : page.items()) {
                Optional<Manifest> manifest = call.storage().manifest(call.repository(), digest);
                if (manifest.isPresent()) {
                    describe(digest, manifest.get(), subject).ifPresent(found::add);
                }
                after = Optional.of(digest);
            }
        } while (page.more());
        return found;
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

    private Optional<ObjectNode> describe(Digest digest, Manifest manifest, Digest subject) {
        ManifestContent content = ManifestContent.parse(json, manifest.mediaType(), manifest.content());
        if (content.subject().filter(subject::equals).isEmpty()) {
            return Optional.empty();
        }
        JsonNode document = content.document();
        ObjectNode descriptor = json.createObjectNode().put("mediaType", content.mediaType())
            .put("digest", digest.toString()).put("size", manifest.content().length);
        String type = document.path("artifactType").asString(document.path("config").path("mediaType").asString(""));
        if (!type.isEmpty()) {
            descriptor.put("artifactType", type);
        }
        if (document.path("annotations").isObject()) {
            descriptor.set("annotations", document.path("annotations"));
        }
        return Optional.of(descriptor);
    }

    private static void requireGet(Call call) {
        if (!"GET".equals(call.method())) {
            throw Call.unsupported(List.of("GET"));
        }
    }
}
