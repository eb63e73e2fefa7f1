package io.leengine.builder.maven.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every Dockerfile. */
class DockerfilePropertiesTest {
    @Property(tries = 300)
    void anyTextIsAPlanOrAKnownError(@ForAll("dockerfiles") String text) {
        try {
            for (CopyStep step : Planner.plan(DockerfileParser.parse(text)).copies()) {
                assertTrue(step.target().startsWith("/"));
                assertFalse(("/" + String.join("/", step.sources()) + "/").contains("/../"));
            }
        } catch (EngineException e) {
            assertTrue(e.getMessage().contains("Dockerfile line"), e.getMessage());
        } catch (NeedsContainerException e) {
            assertTrue(e.line() > 0);
        }
    }

    @Property(tries = 200)
    void whatIsWrittenAsJsonIsReadBack(@ForAll List<String> strings) {
        String json = strings.stream().map(DockerfilePropertiesTest::quoted)
            .collect(Collectors.joining(", ", "[", "]"));
        assertEquals(Optional.of(strings), JsonStrings.parse(json));
    }

    @Property(tries = 200)
    void quotedWordsAreReadBack(@ForAll("words") List<String> words) {
        String text = words.stream().map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"")
            .replace("$", "\\$") + '"').collect(Collectors.joining(" "));
        assertEquals(words, Words.split(1, text, name -> null));
    }

    @Property(tries = 200)
    void aNameIgnoresItselfAndWhatIsBelow(@ForAll("names") String name, @ForAll("names") String other) {
        var rules = IgnoreRules.parse(name);
        assertTrue(rules.ignores(name));
        assertTrue(rules.ignores(name + "/" + other));
        assertEquals(name.equals(other), rules.ignores(other));
        assertTrue(IgnoreRules.parse("**/" + name).ignores(other + "/" + name));
        assertFalse(IgnoreRules.parse("*\n!" + name).ignores(name));
    }

    @Provide
    Arbitrary<String> dockerfiles() {
        Arbitrary<String> pieces = Arbitraries.of("FROM scratch\n", "FROM x:1\n", "COPY ", "ADD ", "ENV ", "RUN ",
            "\\\n", "a ", "../b ", "/c ", "$A ", "${A:-b} ", "\"q\" ", "'", "[\"x\", ", "\"y\"]", "\n", "# c\n",
            "--chown=1 ",
            "WORKDIR /w\n", "EXPOSE 80\n", "=", "A=1 ", "*", "[", "CMD ", "ENTRYPOINT [\"a\"]\n", "\u00e9", "`");
        return pieces.list().ofMaxSize(20).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings().withChars("ab \\\"'$/{}").ofMinLength(1).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("abc.+(").ofMinLength(1).ofMaxLength(4).filter(name ->
            !name.equals(".") && !name.equals("..") && !name.startsWith("./"));
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            out.append(String.format("\\u%04x", (int) c));
        }
        return out.append('"').toString();
    }
}
