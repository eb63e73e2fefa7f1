package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void whatRegistriesSayIsRead() {
        Challenge hub = Challenge.parse("Bearer realm=\"https://auth.example.org/token\",service=\"registry.example.org\","
            + "scope=\"repository:library/x:pull,push\"").orElseThrow();
        assertTrue(hub.isBearer());
        assertEquals("repository:library/x:pull,push", hub.parameters().get("scope"));
        assertEquals(Optional.of(URI.create("https://auth.example.org/token?scope=repository%3Alibrary%2Fx%3Apull"
            + "&service=registry.example.org")), hub.tokenAddress("library/x", false));
        assertFalse(Challenge.parse("Basic realm=x").orElseThrow().isBearer());
        assertTrue(Challenge.parse("Negotiate, Bearer realm=\"https://a/b\"").orElseThrow().isBearer());
        for (String none : new String[] {"", "Digest realm=\"x\"", "Bearerx realm=y", "x".repeat(10_000)}) {
            assertEquals(Optional.empty(), Challenge.parse(none), none);
        }
    }

    @Test
    void aTokenServiceMustBeOneThatMayBeAsked() {
        for (String realm : new String[] {"", "http://auth/token", "file:///etc/passwd", "https://", "https://u:p@auth/token",
            "not a url", "/token"}) {
            Challenge challenge = new Challenge("bearer", Map.of("realm", realm));
            assertEquals(Optional.empty(), challenge.tokenAddress("a", false), realm);
        }
        assertTrue(new Challenge("bearer", Map.of("realm", "http://auth/token")).tokenAddress("a", true).isPresent());
    }

    @Test
    void whateverIsQuotedComesBackAsItWas() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Map<String, String> given = new TreeMap<>();
            StringBuilder header = new StringBuilder("Bearer ");
            for (int j = 0; j < 1 + random.nextInt(5); j++) {
                String value = random.ints(random.nextInt(12), 32, 127).collect(StringBuilder::new,
                    StringBuilder::appendCodePoint, StringBuilder::append).toString();
                given.put("p" + j, value);
                header.append(j == 0 ? "" : random.nextBoolean() ? "," : " , ").append('p').append(j).append("=\"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
            }
            assertEquals(Optional.of(new Challenge("bearer", given)), Challenge.parse(header.toString()), header.toString());
        }
    }
}
