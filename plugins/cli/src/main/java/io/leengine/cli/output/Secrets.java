package io.leengine.cli.output;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Hides in what is shown of a request what nobody is to read over a shoulder or in a log. */
public final class Secrets {
    private static final String MASK = "***";
    private static final Set<String> WORDS = Set.of("password", "passwd", "secret", "token", "credential", "apikey",
        "privatekey", "passphrase");
    // The two of a change of password.
    private static final Set<String> NAMES = Set.of("present", "next", "pwd", "pass", "key");

    private Secrets() {
    }

    /** Returns a body as JSON, with the values of secret fields and variables masked. */
    public static JsonNode masked(Object body) {
        JsonNode tree = JsonMapper.builder().build().valueToTree(body);
        mask(tree);
        return tree;
    }

    private static void mask(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                if (object.path(name).isValueNode() && isSecret(name)) {
                    object.put(name, MASK);
                } else {
                    mask(object.path(name));
                }
            }
        } else {
            tree.forEach(Secrets::mask);
        }
    }

    private static boolean isSecret(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return NAMES.contains(plain) || plain.endsWith("key") || WORDS.stream().anyMatch(plain::contains);
    }
}
