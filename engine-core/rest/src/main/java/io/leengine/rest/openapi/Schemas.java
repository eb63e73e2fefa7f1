package io.leengine.rest.openapi;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.leengine.rest.http.Bounds;
import io.leengine.rest.http.Json;
import io.leengine.rest.view.Doc;
import io.leengine.rest.view.Patterns;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/** JSON schemas (2020-12) of the records that bodies are made of. */
final class Schemas {
    private static final String SOME_TIME = "2026-11-23T08:00:00Z";

    private final Json json;
    private final Map<String, Object> named = new TreeMap<>();
    private final Set<Class<?>> given = new HashSet<>();

    /**
     * @param bodies the records that bodies of requests are read into: what is said of their bounds is held there
     */
    Schemas(Json json, Collection<Class<? extends Record>> bodies) {
        this.json = json;
        bodies.forEach(this::markGiven);
    }

    private void markGiven(Type type) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(this::markGiven);
        } else if (type instanceof Class<?> plain && plain.isRecord() && given.add(plain)) {
            Arrays.stream(plain.getRecordComponents()).forEach(component -> markGiven(component.getGenericType()));
        }
    }

    /** Returns the schemas of all records so far, by name. */
    Map<String, Object> named() {
        return named;
    }

    /** Returns a schema, or a reference to one for a record. */
    Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return ofRecord(plain);
        } else if (plain.isEnum()) {
            return schema("type", "string", "enum", names(plain));
        } else if (plain == Instant.class) {
            return schema("type", "string", "format", "date-time");
        } else if (plain == int.class || plain == Integer.class) {
            return schema("type", "integer", "format", "int32");
        } else if (plain == long.class || plain == Long.class) {
            return schema("type", "integer", "format", "int64");
        } else if (plain == double.class || plain == Double.class) {
            return schema("type", "number", "format", "double");
        } else if (plain == boolean.class || plain == Boolean.class) {
            return schema("type", "boolean");
        } else if (plain == String.class) {
            return schema("type", "string");
        }
        throw new IllegalStateException("No schema is known for " + type);
    }

    /** Returns an example of a type: what is said to be one, and where nothing is, the plainest there is. */
    Object example(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == Optional.class ? example(last)
                : Collection.class.isAssignableFrom((Class<?>) generic.getRawType()) ? List.of(example(last))
                : Map.of("name", example(last));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return exampleOfRecord(plain);
        } else if (plain.isEnum()) {
            return names(plain).getFirst();
        } else if (plain == Instant.class) {
            return SOME_TIME;
        } else if (plain == boolean.class || plain == Boolean.class) {
            return false;
        }
        return plain == String.class ? "…" : 1;
    }

    private Object exampleOfRecord(Class<?> type) {
        Map<String, Object> example = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Doc doc = component.getAnnotation(Doc.class);
            if (doc != null && !doc.example().isEmpty()) {
                example.put(component.getName(), exampleOf(doc, inner(component.getGenericType())));
            } else if (doc != null && doc.pattern().equals(Patterns.DIGEST) && component.getType() == String.class) {
                example.put(component.getName(), "sha256:" + "0".repeat(64));
            } else if (component.getType() != Optional.class) {
                example.put(component.getName(), example(component.getGenericType()));
            }
        }
        return isArray(type) ? List.copyOf(example.values()) : example;
    }

    private static Class<?> inner(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class ? inner(generic.getActualTypeArguments()[0])
                : (Class<?>) generic.getRawType();
        }
        return (Class<?>) type;
    }

    private static boolean isArray(Class<?> type) {
        JsonFormat format = type.getAnnotation(JsonFormat.class);
        return format != null && format.shape() == JsonFormat.Shape.ARRAY;
    }

    private Map<String, Object> ofGeneric(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return of(arguments[0]);
        } else if (Collection.class.isAssignableFrom(raw)) {
            return schema("type", "array", "items", of(arguments[0]));
        } else if (Map.class.isAssignableFrom(raw)) {
            return schema("type", "object", "additionalProperties", of(arguments[1]));
        }
        throw new IllegalStateException("No schema is known for " + type);
    }

    private Map<String, Object> ofRecord(Class<?> type) {
        String name = type.getSimpleName().replaceFirst("View$", "");
        if (!named.containsKey(name)) {
            // Named first, so that a record may hold its own kind.
            Map<String, Object> schema = new LinkedHashMap<>();
            named.put(name, schema);
            Doc doc = type.getAnnotation(Doc.class);
            if (doc != null) {
                schema.put("description", doc.value());
            }
            if (isArray(type)) {
                array(schema, type);
            } else {
                object(schema, type);
            }
        }
        return schema("$ref", "#/components/schemas/" + name);
    }

    private void array(Map<String, Object> schema, Class<?> type) {
        List<Map<String, Object>> items = Arrays.stream(type.getRecordComponents()).map(this::component).toList();
        for (int at = 0; at < items.size(); at++) {
            // An array has no names; whoever reads one by hand, or makes a class of it, still wants them.
            items.get(at).put("title", type.getRecordComponents()[at].getName());
        }
        schema.put("type", "array");
        schema.put("prefixItems", items);
        schema.put("minItems", items.size());
        schema.put("maxItems", items.size());
    }

    private void object(Map<String, Object> schema, Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(component.getName(), component(component));
            if (component.getType() != Optional.class) {
                required.add(component.getName());
            }
        }
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (given.contains(type)) {
            schema.put("additionalProperties", false);
        }
    }

    private Map<String, Object> component(RecordComponent component) {
        Map<String, Object> schema = new LinkedHashMap<>(of(component.getGenericType()));
        Doc doc = component.getAnnotation(Doc.class);
        if (given.contains(component.getDeclaringRecord())) {
            bound(schema, Bounds.of(doc));
        }
        if (doc != null) {
            schema.put("description", doc.value());
            if (!doc.pattern().isEmpty()) {
                schema.put("pattern", doc.pattern());
            }
            if (!doc.example().isEmpty()) {
                schema.put("examples", List.of(exampleOf(doc, inner(component.getGenericType()))));
            }
        }
        return schema;
    }

    /** Says of a field, or of each item of it, what bodies are held to. */
    private static void bound(Map<String, Object> schema, Bounds bounds) {
        switch ((String) schema.getOrDefault("type", "")) {
            case "string" -> {
                if (!schema.containsKey("enum") && !schema.containsKey("format")) {
                    schema.put("maxLength", bounds.longest());
                }
            }
            case "integer", "number" -> {
                if (bounds.least() != Long.MIN_VALUE) {
                    schema.put("minimum", bounds.least());
                }
                if (bounds.most() != Long.MAX_VALUE) {
                    schema.put("maximum", bounds.most());
                }
            }
            case "array" -> {
                schema.put("maxItems", bounds.items());
                bound(nested(schema, "items"), bounds);
            }
            case "object" -> {
                schema.put("maxProperties", bounds.items());
                bound(nested(schema, "additionalProperties"), bounds);
            }
            default -> { }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nested(Map<String, Object> schema, String name) {
        return (Map<String, Object>) schema.get(name);
    }

    // Texts are given as they are, all else as JSON.
    private Object exampleOf(Doc doc, Class<?> type) {
        if (type == String.class || type.isEnum()) {
            return doc.example();
        }
        try {
            return json.mapper().readValue(doc.example(), Object.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("No JSON: " + doc.example(), e);
        }
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(value -> ((Enum<?>) value).name()).toList();
    }

    static Map<String, Object> schema(Object... pairs) {
        Map<String, Object> schema = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            schema.put((String) pairs[i], pairs[i + 1]);
        }
        return schema;
    }
}
