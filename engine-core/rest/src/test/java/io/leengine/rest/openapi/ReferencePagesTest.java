package io.leengine.rest.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.http.Problem;
import io.leengine.model.ErrorCode;
import io.leengine.rest.http.HttpProblem;
import io.leengine.rest.http.Json;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the reference say what the code does. */
class ReferencePagesTest {
    private static final Path FOLDER = Path.of("../../docs/reference");
    private static final Pattern TYPE = Pattern.compile("\\| `([a-z-]+)` \\|(?: ([A-Z_]+) \\|)? (\\d{3})");

    @Test
    void theApisPageIsMadeOfItsDocument() throws Exception {
        String made = RestApiPage.of(new Json().mapper().readTree(Files.readAllBytes(FOLDER.resolve("openapi.json"))));
        Path committed = FOLDER.resolve("rest-api.md");
        if (Boolean.getBoolean("leengine.openapi.update")) {
            Files.writeString(committed, made);
        }
        assertEquals(Files.readString(committed), made,
            "The API has changed. Run the tests with -Dleengine.openapi.update=true.");
    }

    @Test
    void theErrorsPageHoldsEveryProblemType() throws Exception {
        Map<String, String> said = TYPE.matcher(Files.readString(FOLDER.resolve("errors.md"))).results()
            .collect(Collectors.toMap(found -> found.group(1),
                found -> (found.group(2) == null ? "INVALID" : found.group(2)) + " " + found.group(3),
                (one, _) -> one, TreeMap::new));
        Map<String, String> real = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            Problem problem = new Problem(code, "", Optional.empty(), Optional.empty(), "");
            real.put(problem.type().replace("urn:leengine:problem:", ""), code + " " + problem.status());
        }
        List<HttpProblem> ofHttp = List.of(HttpProblem.methodNotAllowed("PUT", "GET"), HttpProblem.tooLarge(1),
            HttpProblem.notAcceptable(List.of()), HttpProblem.timeout(Duration.ZERO),
            HttpProblem.unsupportedMediaType("a/b", List.of("c/d")), HttpProblem.upgradeRequired("x"));
        long factories = Arrays.stream(HttpProblem.class.getDeclaredMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers())).count();
        assertEquals(factories, ofHttp.size(), "an error of HTTP is missing in this test");
        Stream.concat(ofHttp.stream().map(problem -> Map.entry(problem.type(), problem.status())),
            Stream.of(Map.entry("uri-too-long", 414), Map.entry("headers-too-large", 431)))
            .forEach(entry -> real.put(entry.getKey(), "INVALID " + entry.getValue()));
        assertEquals(real, said);
    }
}
