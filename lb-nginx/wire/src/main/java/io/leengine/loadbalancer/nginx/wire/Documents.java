package io.leengine.loadbalancer.nginx.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads documents in JSON. Fields that a build does not know are passed over, so that an older one reads what
 * a newer one has written; a field is therefore only ever added, and what it means when it is missing is what was so
 * before.
 */
public final class Documents {
    private final JsonMapper mapper = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    /** Returns a document's bytes, the same for the same document. */
    public byte[] write(Record document) {
        return mapper.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a document; empty when it is none of that type. */
    public <T extends Record> Optional<T> read(byte[] bytes, Class<T> type) {
        try {
            return Optional.ofNullable(mapper.readValue(bytes, type));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
