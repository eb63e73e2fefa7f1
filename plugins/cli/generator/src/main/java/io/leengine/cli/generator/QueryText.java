package io.leengine.cli.generator;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The record of an operation's query parameters. */
final class QueryText {
    private final String name;
    private final List<JsonNode> parameters;
    private final JavaTypes types;

    /**
     * @param parameters those of the query, without the one that a list goes on with
     */
    QueryText(String name, List<JsonNode> parameters, JavaTypes types) {
        this.name = name;
        this.parameters = parameters;
        this.types = types;
    }

    String name() {
        return name;
    }

    boolean required() {
        return parameters.stream().anyMatch(parameter -> parameter.path("required").asBoolean(false));
    }

    String text() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("description", "What may be asked for.");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (JsonNode parameter : parameters) {
            ObjectNode of = (ObjectNode) parameter.get("schema").deepCopy();
            // Words of a query are in no shape of a constant's.
            of.remove("enum");
            of.put("description", parameter.path("description").asString(""));
            properties.set(parameter.get("name").asString(), of);
            if (parameter.path("required").asBoolean(false)) {
                required.add(parameter.get("name").asString());
            }
        }
        String text = new RecordText(name, schema, types).text();
        StringBuilder method = new StringBuilder("\n    /** Returns it as the query of an address; empty for nothing. */\n"
            + "    String text() {\n        return new QueryString()");
        parameters.forEach(parameter -> method.append(".add(")
            .append(Words.literal(parameter.get("name").asString())).append(", ")
            .append(Words.variable(parameter.get("name").asString())).append(")"));
        return text.substring(0, text.length() - 2) + method + ".toString();\n    }\n}\n";
    }
}
