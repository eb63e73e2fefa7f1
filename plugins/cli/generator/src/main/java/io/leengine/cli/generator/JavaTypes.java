package io.leengine.cli.generator;

import tools.jackson.databind.JsonNode;

/** The types in Java of the document's schemas. */
final class JavaTypes {
    private static final String REFERENCE = "#/components/schemas/";

    /**
     * Returns the type of a schema, boxed.
     *
     * @param enumeration the name for an enumeration of it; a text when empty
     */
    String boxed(JsonNode schema, String enumeration) {
        if (schema.has("$ref")) {
            return schema.get("$ref").asString().substring(REFERENCE.length());
        }
        return switch (schema.path("type").asString("")) {
            case "string" -> text(schema, enumeration);
            case "integer" -> schema.path("format").asString("").equals("int32") ? "Integer" : "Long";
            case "number" -> "Double";
            case "boolean" -> "Boolean";
            case "array" -> "java.util.List<" + boxed(schema.get("items"), enumeration) + ">";
            case "object" -> schema.has("additionalProperties") && schema.get("additionalProperties").isObject()
                ? "java.util.Map<String, " + boxed(schema.get("additionalProperties"), enumeration) + ">"
                : "tools.jackson.databind.JsonNode";
            default -> "tools.jackson.databind.JsonNode";
        };
    }

    /** Returns the type of a schema that must be there. */
    String plain(JsonNode schema, String enumeration) {
        String boxed = boxed(schema, enumeration);
        return switch (boxed) {
            case "Integer" -> "int";
            case "Long" -> "long";
            case "Double" -> "double";
            case "Boolean" -> "boolean";
            default -> boxed;
        };
    }

    private static String text(JsonNode schema, String enumeration) {
        if (schema.path("format").asString("").equals("date-time")) {
            return "java.time.Instant";
        }
        return schema.has("enum") && !enumeration.isEmpty() ? enumeration : "String";
    }
}
