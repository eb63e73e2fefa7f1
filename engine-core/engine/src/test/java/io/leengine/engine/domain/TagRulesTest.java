package io.leengine.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TagRulesTest {
    @Property(tries = 2_000)
    void aPatternMatchesWhatItsRegularExpressionDoes(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(min = 1, max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String tag) {
        assertEquals(Pattern.matches(pattern.replace("*", ".*").replace('?', '.'), tag), TagPattern.matches(pattern, tag));
    }

    @Test
    void theWorstPatternEndsSoon() {
        String pattern = "*a".repeat(63) + "b";
        assertTimeout(Duration.ofSeconds(2), () -> TagPattern.matches(pattern, "a".repeat(128)));
    }

    @Test
    void rulesAreChecked() {
        assertEquals("immutable", refused(List.of("a/b"), List.of(), Optional.empty()));
        assertEquals("immutable", refused(Collections.nCopies(21, "a"), List.of(), Optional.empty()));
        assertEquals("immutable", refused(List.of("a".repeat(129)), List.of(), Optional.empty()));
        assertEquals("keepLast", refused(List.of(), List.of(), Optional.of(0)));
        assertEquals("keepMatching", refused(List.of(), List.of("v*"), Optional.empty()));
    }

    private static String refused(List<String> immutable, List<String> matching, Optional<Integer> last) {
        return assertThrows(EngineException.class, () -> new TagRules(immutable, last, Optional.empty(), Optional.empty(),
            matching, Optional.empty())).field().orElseThrow();
    }
}
