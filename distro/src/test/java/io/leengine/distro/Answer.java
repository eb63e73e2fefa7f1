package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the API said to one request. */
record Answer(int status, JsonNode body, Optional<String> tag, String text) {
    /** Fails unless the status is this one; what the API said instead is in the failure. */
    Answer expect(int expected) {
        assertEquals(expected, status, text);
        return this;
    }

    /** Fails unless it is a problem of this status and code about this field. */
    void expectProblem(int expected, String code, String field) {
        expect(expected);
        assertEquals(code, body.path("code").asString(), text);
        assertEquals(field, body.path("field").asString(""), text);
        assertEquals(expected, body.path("status").asInt(), text);
        assertEquals(false, body.path("detail").asString().isBlank(), text);
        assertEquals(false, body.path("requestId").asString().isBlank(), text);
    }

    String at(String field) {
        return body.path(field).asString("");
    }

    int number(String field) {
        return body.path(field).asInt();
    }
}
