package io.leengine.rest.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class PathTextProperties {
    @Property(tries = 500)
    void whatIsJoinedIsSplitAgain(@ForAll @Size(min = 1, max = 4) List<@StringLength(max = 20) String> segments) {
        // A lone half of a surrogate pair is no text that could be sent.
        List<String> sendable = segments.stream()
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).toList();
        String path = PathText.join(sendable.toArray(String[]::new));
        assertTrue(path.chars().allMatch(c -> c > ' ' && c < 127), path);
        assertEquals(sendable, PathText.segments(path));
    }

    @Property(tries = 500)
    void aRepositoryIsOneSegment(@ForAll("repositories") String repository) {
        String path = PathText.join("images", repository, "tags");
        assertEquals(4, path.split("/", -1).length);
        assertEquals(List.of("images", repository, "tags"), PathText.segments(path));
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> repositories() {
        return net.jqwik.api.Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(10)
            .list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
    }

    @Property(tries = 500)
    void cursorsSurvive(@ForAll @StringLength(min = 1, max = 60) String cursor) {
        String sendable = new String(cursor.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replace('\0', '0');
        String hidden = Cursors.encode("list", sendable);
        assertTrue(hidden.matches("[A-Za-z0-9_-]+"), hidden);
        assertEquals(sendable, Cursors.decode("list", hidden));
        assertThrows(EngineException.class, () -> Cursors.decode("another list", hidden));
    }
}
