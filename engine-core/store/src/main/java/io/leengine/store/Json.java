package io.leengine.store;

import io.leengine.engine.domain.BuildRun.StageTime;
import io.leengine.spi.builder.BuildStage;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Lists and maps as the JSON text that is kept in a column. Streams: no reflection, nothing to warm up. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {
    }

    static String of(List<String> values) {
        return values.isEmpty() ? "[]" : write(json -> {
            json.writeStartArray();
            values.forEach(json::writeString);
            json.writeEndArray();
        });
    }

    static List<String> list(String text) {
        return text.equals("[]") ? List.of() : read(text, json -> {
            List<String> values = new ArrayList<>();
            elements(json, () -> values.add(json.getString()));
            return values;
        });
    }

    static String ofTexts(Map<String, String> values) {
        return object(values, (json, value) -> json.writeString(value));
    }

    static SortedMap<String, String> texts(String text) {
        return map(text, JsonParser::getString);
    }

    static String ofNumbers(Map<String, Integer> values) {
        return object(values, (json, value) -> json.writeNumber(value.intValue()));
    }

    static SortedMap<String, Integer> numbers(String text) {
        return map(text, JsonParser::getIntValue);
    }

    static String ofStages(List<StageTime> stages) {
        return stages.isEmpty() ? "[]" : write(json -> {
            json.writeStartArray();
            for (StageTime stage : stages) {
                json.writeStartObject();
                json.writeStringProperty("stage", stage.stage().name());
                json.writeStringProperty("startedAt", stage.startedAt().toString());
                stage.endedAt().ifPresent(at -> json.writeStringProperty("endedAt", at.toString()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static List<StageTime> stages(String text) {
        return text.equals("[]") ? List.of() : read(text, json -> {
            List<StageTime> stages = new ArrayList<>();
            elements(json, () -> {
                Map<String, String> fields = properties(json, JsonParser::getString);
                stages.add(new StageTime(BuildStage.valueOf(fields.get("stage")),
                    Instant.parse(fields.get("startedAt")),
                    Optional.ofNullable(fields.get("endedAt")).map(Instant::parse)));
            });
            return stages;
        });
    }

    /** An object of texts, whole numbers, truths, lists and objects. */
    static String ofTree(Map<String, Object> values) {
        return write(json -> value(json, values));
    }

    private static void value(JsonGenerator json, Object value) {
        switch (value) {
            case String text -> json.writeString(text);
            case Long number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            case List<?> items -> {
                json.writeStartArray();
                items.forEach(item -> value(json, item));
                json.writeEndArray();
            }
            case Map<?, ?> fields -> {
                json.writeStartObject();
                fields.forEach((name, field) -> {
                    json.writeName((String) name);
                    value(json, field);
                });
                json.writeEndObject();
            }
            default -> throw new IllegalArgumentException("No form is known for " + value.getClass());
        }
    }

    /** Reads what {@link #ofTree} has written. */
    static Map<String, Object> tree(String text) {
        return read(text, json -> properties(json, Json::value));
    }

    private static Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> properties(json, Json::value);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                elements(json, () -> items.add(value(json)));
                yield items;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> json.getString();
        };
    }

    private static <V> String object(Map<String, V> values, BiConsumer<JsonGenerator, V> writer) {
        return values.isEmpty() ? "{}" : write(json -> {
            json.writeStartObject();
            values.forEach((name, value) -> {
                json.writeName(name);
                writer.accept(json, value);
            });
            json.writeEndObject();
        });
    }

    private static <V> SortedMap<String, V> map(String text, Function<JsonParser, V> reader) {
        return text.equals("{}") ? new TreeMap<>() : read(text, json -> properties(json, reader));
    }

    /** Reads the elements of an array the parser is at the start of. */
    private static void elements(JsonParser json, Runnable each) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            each.run();
        }
    }

    /** Reads the properties of an object the parser is at the start of. */
    private static <V> SortedMap<String, V> properties(JsonParser json, Function<JsonParser, V> reader) {
        SortedMap<String, V> values = new TreeMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            values.put(name, reader.apply(json));
        }
        return values;
    }

    private static String write(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        return text.toString();
    }

    private static <T> T read(String text, Function<JsonParser, T> content) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return content.apply(json);
        }
    }
}
