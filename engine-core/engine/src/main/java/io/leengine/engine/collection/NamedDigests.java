package io.leengine.engine.collection;

import io.leengine.model.Digest;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds every digest that a manifest names, wherever in it. That is more than the blobs it consists of, and does not
 * depend on knowing its type: what is named is kept.
 */
final class NamedDigests {
    private static final Pattern DIGEST = Pattern.compile(Digest.SHA256 + ":[0-9a-f]{64}");

    private final JsonFactory json = JsonFactory.builder().build();

    /**
     * Hands over each digest.
     *
     * @return whether the manifest could be read to its end
     */
    boolean read(byte[] manifest, Consumer<Digest> named) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), manifest)) {
            boolean any = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                any = true;
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
                    DIGEST.matcher(parser.getString()).results().forEach(found -> named.accept(Digest.parse(found.group())));
                }
            }
            return any;
        } catch (JacksonException _) {
            return false;
        }
    }
}
