package io.leengine.rest.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed OpenAPI document, judged by the parser that most tools for OpenAPI stand on. */
class PublicValidatorTest {
    private static String document;

    @BeforeAll
    static void read() throws Exception {
        document = Files.readString(Path.of("../../docs/reference/openapi.json"));
    }

    @Test
    void theDocumentIsValid() {
        assertEquals(List.of(), messages(document));
        assertTrue(new OpenAPIV3Parser().readContents(document).getOpenAPI().getPaths().size() > 50);
    }

    /** What the judge would say of faults: it is no judge that passes anything. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "`\"operationId\" :`, `\"operationIdentity\" :`",
        "`\"in\" : \"path\"`, `\"in\" : \"way\"`",
        "`#/components/schemas/Application\"`, `#/components/schemas/Nowhere\"`"})
    void faultsAreFound(String right, String wrong) {
        assertTrue(document.contains(right), right);
        assertFalse(messages(document.replace(right, wrong)).isEmpty(), wrong);
    }

    private static List<String> messages(String text) {
        return new OpenAPIV3Parser().readContents(text, null, new ParseOptions()).getMessages();
    }
}
