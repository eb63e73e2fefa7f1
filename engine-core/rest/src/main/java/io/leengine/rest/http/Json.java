package io.leengine.rest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leengine.model.EngineException;
import io.leengine.rest.view.Doc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** JSON as the API takes and gives it: strict in, stable out. */
public final class Json {
    private final JsonMapper mapper = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .withCoercionConfig(LogicalType.Textual, config -> {
            config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        })
        .addModule(new SimpleModule("times").addDeserializer(Instant.class, new Times()))
        .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .build();
    /** Takes times as the document says, and not also numbers. */
    private static final class Times extends StdDeserializer<Instant> {
        Times() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            try {
                if (parser.hasToken(JsonToken.VALUE_STRING)) {
                    return Instant.parse(parser.getString());
                }
            } catch (DateTimeParseException _) {
                // Said below: a text that is no time is as wrong as a number.
            }
            return context.reportInputMismatch(Instant.class, "no time");
        }
    }

    private final ObjectWriter writer = mapper.writer();
    private final ClassValue<List<RecordComponent>> components = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            List<RecordComponent> found = List.of(type.getRecordComponents());
            found.forEach(component -> component.getAccessor().setAccessible(true));
            return found;
        }
    };

    /** Returns a view as JSON. */
    public byte[] write(Object view) {
        return writer.writeValueAsBytes(view);
    }

    /** Returns the mapper, for the OpenAPI document. */
    public JsonMapper mapper() {
        return mapper;
    }

    /** Reads a body; {@code INVALID}, with the field or the place at fault, when it is not as the record wants it. */
    public <T extends Record> T read(byte[] body, Class<T> type) {
        try {
            T read = mapper.readValue(body, type);
            if (read == null) {
                throw EngineException.invalid("body", "The body must be a JSON object, and is null.");
            }
            check("", read);
            return read;
        } catch (InputCoercionException e) {
            String field = path(e);
            throw EngineException.invalid(field, "'" + field + "' is out of bounds, at " + place(e) + ".");
        } catch (StreamReadException e) {
            throw EngineException.invalid("body", "The body is not valid JSON, at " + place(e) + ": "
                + e.getOriginalMessage());
        } catch (UnrecognizedPropertyException e) {
            throw EngineException.invalid(path(e), "There is no field '" + path(e) + "'; the fields here are "
                + known(e) + ".");
        } catch (MismatchedInputException e) {
            String field = path(e);
            throw EngineException.invalid(field, "'" + field + "' must be " + wanted(e.getTargetType()) + " (at "
                + place(e) + ").");
        } catch (JacksonException e) {
            String field = path(e);
            throw EngineException.invalid(field, "'" + field + "' cannot be read, at " + place(e) + ".");
        }
    }

    // Whatever is no Optional must have been given.
    private void check(String prefix, Record read) {
        for (RecordComponent component : components.get(read.getClass())) {
            String field = prefix + component.getName();
            Object value = value(component, read);
            if (value == null) {
                throw EngineException.invalid(field, "'" + field + "' must be given.");
            }
            inner(field, value instanceof Optional<?> optional ? optional.orElse(null) : value,
                Bounds.of(component.getAnnotation(Doc.class)));
        }
    }

    private void inner(String field, Object value, Bounds bounds) {
        switch (value) {
            case String text -> bounds.check(field, text);
            case Number number -> bounds.check(field, number.longValue());
            case Record record -> check(field + ".", record);
            case Collection<?> items -> {
                bounds.check(field, items);
                items.forEach(item -> present(field, item, bounds));
            }
            case Map<?, ?> map -> {
                bounds.check(field, map.keySet());
                map.forEach((key, item) -> {
                    Texts.check(field, (String) key, Texts.LONGEST_IN_PATH, false);
                    present(field + "." + key, item, bounds);
                });
            }
            case null, default -> { }
        }
    }

    private void present(String field, Object item, Bounds bounds) {
        if (item == null) {
            throw EngineException.invalid(field, "'" + field + "' must not hold null.");
        }
        inner(field, item, bounds);
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("A record's accessor does not fail", e);
        }
    }

    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null ? "an unknown place"
            : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String path(JacksonException e) {
        String path = e.getPath().stream()
            .map(step -> step.getPropertyName() == null ? Integer.toString(step.getIndex()) : step.getPropertyName())
            .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String wanted(Class<?> type) {
        if (type == null) {
            return "of another type";
        } else if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(String::valueOf)
                .collect(Collectors.joining(", "));
        } else if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
            return "a whole number within its bounds";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type == Instant.class) {
            return "a time as in RFC 3339, for example 2026-11-23T08:00:00Z";
        } else if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }
}
