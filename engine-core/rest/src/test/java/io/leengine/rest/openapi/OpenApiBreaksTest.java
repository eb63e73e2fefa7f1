package io.leengine.rest.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.rest.http.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The API is held against its last release: what would break who was written against that fails the build. */
class OpenApiBreaksTest {
    private static final Path COMMITTED = Path.of("../../docs/reference/openapi.json");
    private static final Path RELEASED = Path.of("../../cnf/released/openapi.json");
    /** One break a line, as it is told; a line that begins with # says why. */
    private static final Path DECLARED = Path.of("../../cnf/released/openapi-breaks.txt");

    private final Json json = new Json();
    private ObjectNode now;

    @BeforeEach
    void read() throws Exception {
        now = (ObjectNode) json.mapper().readTree(Files.readAllBytes(COMMITTED));
    }

    @Test
    void nothingBreaksTheReleaseUndeclared() throws Exception {
        if (Boolean.getBoolean("leengine.api.update")) {
            Files.copy(COMMITTED, RELEASED, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        JsonNode released = json.mapper().readTree(Files.readAllBytes(RELEASED));
        List<String> declared = Files.readAllLines(DECLARED).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        assertEquals(String.join("\n", declared), String.join("\n", OpenApiBreaks.between(released, now)),
            "What breaks who was written against the last release is taken back, or declared, with its reason, in "
                + DECLARED + "; what is declared there and breaks nothing is taken out.");
    }

    @Test
    void anAdditionBreaksNobody() {
        JsonNode before = now.deepCopy();
        at("/components/schemas/NewApplication/properties").putObject("colour").put("type", "string");
        at("/components/schemas/Application/properties").putObject("colour").put("type", "string");
        at("/paths").putObject("/colours").putObject("get").putObject("responses");
        ((ArrayNode) now.at("/components/schemas/Version/properties/state/enum")).add("SLEEPING");
        at("/components/schemas/NewApplication/properties/name").put("maxLength", 99);
        assertEquals(List.of(), OpenApiBreaks.between(before, now));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /paths | /health | GET /health: the route is gone
        /paths/~1applications/get/responses | 200 | GET /applications 200: the answer is gone
        /components/schemas/Application/properties | host | Application: the field 'host' is gone
        /components/schemas/NewApplication/properties | host | NewApplication (given): the field 'host' is gone
        /paths/~1openapi.json/get | security | GET /openapi.json: it needs a log-in now
        /paths/~1applications/post | requestBody | POST /applications: it takes no body any more
        /paths/~1applications/post/responses/201/headers | ETag | POST /applications 201: the header ETag is gone
        """)
    void whatGoesIsTold(String where, String what, String told) {
        JsonNode before = now.deepCopy();
        at(where).remove(what);
        assertEquals(List.of(told), OpenApiBreaks.between(before, now));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /components/schemas/NewApplication/properties/name | maxLength | 20 | \
        NewApplication (given): the field 'name': maxLength was 63 and is 20
        /components/schemas/NewApplication/properties/name | minLength | 2 | \
        NewApplication (given): the field 'name': minLength was any and is 2
        /components/schemas/NewSettings/properties/cpuMillis | minimum | 100 | \
        NewSettings (given): the field 'cpuMillis': minimum was 10 and is 100
        /paths/~1applications/get/parameters/0/schema | maximum | 10 | \
        GET /applications: the parameter limit (query): maximum was 1000 and is 10
        """)
    void aBoundThatIsTighterIsTold(String where, String bound, int value, String told) {
        JsonNode before = now.deepCopy();
        at(where).put(bound, value);
        assertEquals(List.of(told), OpenApiBreaks.between(before, now));
    }

    @Test
    void anotherTypeIsTold() {
        JsonNode before = now.deepCopy();
        at("/components/schemas/Application/properties/instances").put("type", "string").remove("format");
        assertEquals(List.of("Application: the field 'instances': the type was integer and is string",
            "Application: the field 'instances': the format was int32 and is any"), OpenApiBreaks.between(before, now));
    }

    @Test
    void whatMustBeGivenNowIsTold() {
        JsonNode before = now.deepCopy();
        ((ArrayNode) now.at("/components/schemas/NewApplication/required")).add("host");
        ((ArrayNode) now.at("/components/schemas/Application/required")).remove(0);
        ((ArrayNode) now.at("/paths/~1applications/get/parameters")).addObject().put("name", "colour")
            .put("in", "query").put("required", true);
        assertEquals(List.of("GET /applications: the new parameter colour (query) must be given",
            "Application: the field 'name' may be absent now",
            "NewApplication (given): the field 'host' must be given now"), OpenApiBreaks.between(before, now));
    }

    @Test
    void aValueThatIsNotTakenAnyMoreIsTold() {
        JsonNode before = now.deepCopy();
        ArrayNode parameters = (ArrayNode) now.at("/paths/~1activity/get/parameters");
        for (JsonNode parameter : parameters) {
            if (parameter.get("name").asString().equals("kind")) {
                ((ArrayNode) parameter.at("/schema/enum")).remove(0);
            }
        }
        assertEquals(List.of("GET /activity: the parameter kind (query): the value application is gone"),
            OpenApiBreaks.between(before, now));
    }

    private ObjectNode at(String pointer) {
        return (ObjectNode) now.at(pointer);
    }
}
