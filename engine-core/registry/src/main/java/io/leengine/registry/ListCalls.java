package io.leengine.registry;

import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Lists: the tags of a repository, and the repositories. */
final class ListCalls {
    private static final String JSON = "application/json";

    private final RegistryAccess access;
    private final JsonMapper json;

    ListCalls(RegistryAccess access, JsonMapper json) {
        this.access = access;
        this.json = json;
    }

    void tags(Call call) throws InterruptedException {
        requireGet(call);
        call.require(Action.LIST);
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

    static void requireGet(Call call) {
        if (!"GET".equals(call.method()) && !call.isHead()) {
            throw Call.unsupported(List.of("GET", "HEAD"));
        }
    }
}
