package io.leengine.rest.openapi;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.leengine.rest.http.Json;
import io.leengine.rest.view.Doc;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/** JSON schemas (2020-12) of the records that bodies are made of. */
final class Schemas {
    private final Json json;
    private final Map<String, Object> named = new TreeMap<>();

    Schemas(Json json) {
        this.json = json;
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

    /** Returns an example of a record, made of those of its components; empty when it has none. */
    Map<String, Object> example(Class<?> type) {
        Map<String, Object> example = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> inner = inner(component.getGenericType());
            Doc doc = component.getAnnotation(Doc.class);
            if (doc != null && !doc.example().isEmpty()) {
                example.put(component.getName(), exampleOf(doc, inner));
            } else if (inner.isRecord() && !example(inner).isEmpty()) {
                example.put(component.getName(), example(inner));
            } else if (inner == String.class && component.getType() == String.class) {
                example.put(component.getName(), "…");
            }
        }
        return example;
    }

    private static Class<?> inner(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class ? inner(generic.getActualTypeArguments()[0])
                : (Class<?>) generic.getRawType();
        }
        return (Class<?>) type;
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
            JsonFormat format = type.getAnnotation(JsonFormat.class);
            if (format != null && format.shape() == JsonFormat.Shape.ARRAY) {
                array(schema, type);
            } else {
                object(schema, type);
            }
        }
        return schema("$ref", "#/components/schemas/" + name);
    }

    private void array(Map<String, Object> schema, Class<?> type) {
        List<Object> items = Arrays.stream(type.getRecordComponents()).<Object>map(this::component).toList();
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
    }

    private Map<String, Object> component(RecordComponent component) {
        Map<String, Object> schema = new LinkedHashMap<>(of(component.getGenericType()));
        Doc doc = component.getAnnotation(Doc.class);
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
