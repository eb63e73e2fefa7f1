package io.leengine.cli.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leengine.cli.http.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Carries typed requests over a client. */
final class Transport {
    private final ApiClient client;
    private final JsonMapper json = JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .build();

    Transport(ApiClient client) {
        this.client = client;
    }

    <T> Reply<T> send(String method, String path, Optional<?> body, Optional<String> ifMatch, Class<T> type) {
        Map<String, String> headers = new LinkedHashMap<>();
        ifMatch.ifPresent(tag -> headers.put("If-Match", tag));
        if (method.equals("POST") && !client.tries()) {
            // So that whoever carries it may send it twice. What is only tried may be, anyway.
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
        }
        return new Reply<>(client.send(method, path, body.<Object>map(given -> json.valueToTree(given)), headers), type, json);
    }

    <T> Reply<T> upload(String path, Path file, Class<T> type) {
        return new Reply<>(client.upload(path, file), type, json);
    }

    String text(String path) {
        return client.text(path);
    }

    <T> List<T> items(String path, Class<T> type) {
        return page(path, type).items();
    }

    <T> Pages<T> pages(String path, Class<T> type) {
        return new Pages<>(after -> page(after.map(next -> path + (path.contains("?") ? "&" : "?") + "after=" + next)
            .orElse(path), type));
    }

    <T> String follow(String path, String lastEventId, Class<T> type, Predicate<StreamEvent<T>> more) {
        return client.follow(path, lastEventId, event -> more.test(new StreamEvent<>(event.id(), event.name(),
            client.json(event.data()), type, json)));
    }

    private <T> Page<T> page(String path, Class<T> type) {
        JsonNode page = client.get(path).body();
        List<T> items = new ArrayList<>();
        page.path("items").forEach(item -> items.add(json.treeToValue(item, type)));
        return new Page<>(items, page.has("next") ? Optional.of(page.get("next").asString()) : Optional.empty());
    }
}
