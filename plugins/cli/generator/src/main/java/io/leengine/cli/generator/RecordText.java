package io.leengine.cli.generator;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A record of a schema. */
final class RecordText {
    private record Component(String name, String json, String type, boolean optional, String description) {
        String declared() {
            String written = optional ? "java.util.Optional<" + type + ">" : type;
            String named = name.equals(json) ? "" : "@com.fasterxml.jackson.annotation.JsonProperty("
                + Words.literal(json) + ") ";
            return named + written + " " + name;
        }
    }

    private final String name;
    private final JsonNode schema;
    private final JavaTypes types;
    private final List<Component> components = new ArrayList<>();
    private final StringBuilder enumerations = new StringBuilder();

    RecordText(String name, JsonNode schema, JavaTypes types) {
        this.name = name;
        this.schema = schema;
        this.types = types;
        if (schema.has("prefixItems")) {
            schema.get("prefixItems").forEach(item -> add(item.path("title").asString("item"), item, true));
        } else {
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(each -> required.add(each.asString()));
            schema.path("properties").forEachEntry((property, of) -> add(property, of, required.contains(property)));
        }
    }

    private void add(String property, JsonNode of, boolean required) {
        // A type within may not be named as the one around it.
        String enumeration = Words.type(property).equals(name) ? name + "Name" : Words.type(property);
        JsonNode values = of.path("enum");
        // A constant that is not of a name's shape leaves the whole a text.
        boolean named = values.isArray() && values.valueStream().allMatch(value ->
            value.asString().matches("[A-Z][A-Z0-9_]*"));
        if (named) {
            enumerations.append(enumeration(enumeration, values));
        }
        components.add(new Component(Words.variable(property), property, required
            ? types.plain(of, named ? enumeration : "") : types.boxed(of, named ? enumeration : ""), !required,
            of.path("description").asString("")));
    }

    private static String enumeration(String name, JsonNode values) {
        StringBuilder text = new StringBuilder("\n    /** What it may be. */\n    public enum ").append(name)
            .append(" {\n");
        values.forEach(value -> text.append(Words.comment("        ", "`" + value.asString() + "`.")).append("        ")
            .append(value.asString()).append(",\n"));
        return text.append("        /** Something that a newer engine knows. */\n")
            .append("        @com.fasterxml.jackson.annotation.JsonEnumDefaultValue\n        UNKNOWN_TO_CLIENT\n    }\n")
            .toString();
    }

    String text() {
        StringBuilder text = new StringBuilder("/**\n * ").append(Words.comment("", schema.path("description")
            .asString("As the document says.")).replace("/** ", "").replace(" */\n", "")).append('\n');
        if (!components.isEmpty()) {
            text.append(" *\n");
        }
        components.forEach(component -> text.append(" * @param ").append(component.name()).append(' ')
            .append(Words.comment("", component.description().isEmpty() ? component.name() : component.description())
                .replace("/** ", "").replace(" */\n", "")).append('\n'));
        text.append(" */\n");
        if (schema.has("prefixItems")) {
            text.append("@com.fasterxml.jackson.annotation.JsonFormat(shape = "
                + "com.fasterxml.jackson.annotation.JsonFormat.Shape.ARRAY)\n")
                .append("@com.fasterxml.jackson.annotation.JsonPropertyOrder({").append(String.join(", ",
                    components.stream().map(component -> Words.literal(component.json())).toList())).append("})\n");
        }
        text.append("public record ").append(name).append('(').append(String.join(", ",
            components.stream().map(Component::declared).toList())).append(") {\n");
        if (components.stream().anyMatch(Component::optional)) {
            text.append(factory());
            components.stream().filter(Component::optional).forEach(component -> text.append(wither(component)));
        }
        return text.append(enumerations).append("}\n").toString();
    }

    private String factory() {
        List<String> parameters = components.stream().filter(component -> !component.optional())
            .map(Component::declared).map(text -> text.replaceFirst("^@\\S+ ", "")).toList();
        return "    /** Returns it with what is required and nothing else. */\n    public static " + name + " of("
            + String.join(", ", parameters) + ") {\n        return new " + name + "(" + String.join(", ",
                components.stream().map(component -> component.optional() ? "java.util.Optional.empty()"
                    : component.name()).toList()) + ");\n    }\n";
    }

    private String wither(Component of) {
        String with = "with" + Words.type(of.name());
        return "\n    /** Returns the same with this said. */\n    public " + name + " " + with + "(" + of.type()
            + " given) {\n        return new " + name + "(" + String.join(", ", components.stream()
                .map(component -> component == of ? "java.util.Optional.of(given)" : component.name()).toList())
            + ");\n    }\n\n    /** Returns the same with this said if it is given, and as it is otherwise. */\n    public "
            + name + " " + with + "(java.util.Optional<" + of.type() + "> given) {\n        return given.isPresent() ? "
            + with + "(given.get()) : this;\n    }\n";
    }
}
