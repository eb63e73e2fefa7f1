package io.leengine.cli.client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One event of a stream.
 *
 * @param id to go on behind it
 * @param name what sort of event
 * @param json what it carries
 * @param type of that, usually
 * @param mapper reads it
 */
public record StreamEvent<T>(String id, String name, JsonNode json, Class<T> type, JsonMapper mapper) {
    /** Returns what it carries, for an event of the stream's usual sort. */
    public T data() {
        return mapper.treeToValue(json, type);
    }

    /** Returns what it carries, for the event that ends a stream. */
    public <E> E data(Class<E> other) {
        return mapper.treeToValue(json, other);
    }
}
