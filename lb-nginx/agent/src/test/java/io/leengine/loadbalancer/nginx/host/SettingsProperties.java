package io.leengine.loadbalancer.nginx.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever could leave its place in the configuration is refused before there is any text; all else renders as itself. */
class SettingsProperties {
    private static final String SPECIAL = "\n\r\t {};\"'$\\#\0*~<>|&`()[]:/..";
    private static final String UNSAFE = "[^A-Za-z0-9.:/_+~-]";

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.strings().withChars(SPECIAL).withChars("ab1.-").ofMinLength(0).ofMaxLength(30)
            .filter(text -> text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0 && c != '.'));
    }

    /** Good at both ends, something else within. */
    @Provide
    Arbitrary<String> injected() {
        return hostile().map(text -> "good.example" + text + ".org");
    }

    @Property
    void hostsAreRefused(@ForAll("hostile") String text) {
        refused(text, host -> new Site(host, Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
    }

    @Property
    void hostsWithSomethingWithinAreRefused(@ForAll("injected") String text) {
        refused(text, host -> new Site(host, Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
        refused(text, HostChange::removal);
        refused(text, host -> HostChange.of(host, List.of()));
    }

    @Property
    void anyStringIsEitherRefusedOrRendersAsItself(@ForAll String text) throws IOException {
        Site site;
        try {
            site = new Site(text, Duration.ofSeconds(1), Duration.ofSeconds(1), 0);
        } catch (EngineException e) {
            assertEquals(ErrorCode.INVALID, e.code());
            return;
        }
        assertTrue(!text.matches("(?s).*" + UNSAFE + ".*"), text);
        assertTrue(rendering().server("", Set.of(site.host())).contains("  server_name " + text + ";\n"));
    }

    @Property
    void addressesAreRefusedOrPlain(@ForAll("hostile") String text) {
        try {
            String plain = new Listener(text, 80).toString();
            assertTrue(plain.matches("\\[?[0-9a-f.:]+]?:80"), plain);
        } catch (EngineException e) {
            assertEquals("address", e.field().orElseThrow());
        }
        try {
            HostChange.of("a.example.org", List.of(new Upstream(new Endpoint(text, 80), 1, "v", "c", "i")));
        } catch (EngineException e) {
            assertEquals(ErrorCode.INVALID, e.code());
        }
    }

    @Property
    void usersAndPathsAreRefused(@ForAll("hostile") String text) {
        NginxSettings settings = NginxSettings.of(List.of(new Listener("127.0.0.1", 80)));
        refused("a" + text, settings::withUser);
        if (text.matches("(?s).*" + UNSAFE + ".*") && text.indexOf('\0') < 0) {
            refused("/a" + text, path -> NginxSettings.path("folder", Path.of(path)));
        }
    }

    /** The widest values of every kind of field leave as many braces and lines as the narrowest. */
    @Property
    void numbersStayNumbers(@ForAll long bodyLimit) throws IOException {
        if (bodyLimit < 0) {
            assertThrows(EngineException.class,
                () -> new Site("a.example.org", Duration.ofSeconds(1), Duration.ofSeconds(1), bodyLimit));
            return;
        }
        String text = rendering().settings(Placed.of(
            new Site("a.example.org", Duration.ofHours(1), Duration.ofMinutes(1), bodyLimit)));
        assertTrue(text.contains("  client_max_body_size " + bodyLimit + ";\n"), text);
        assertEquals(rendering().settings(Placed.of(new Site("a.example.org", Duration.ofMillis(100), Duration.ofMillis(10),
            0))).lines().count(), text.lines().count());
    }

    private static Rendering rendering() throws IOException {
        Path folder = Files.createTempDirectory("rendering");
        try {
            return new Rendering(NginxSettings.of(List.of(new Listener("127.0.0.1", 80))), new Folder(folder), folder);
        } finally {
            for (String each : Set.of("run", "servers", "logs", "tmp", "state", "lua", "snippets", "certificates")) {
                Files.deleteIfExists(folder.resolve(each));
            }
            Files.delete(folder);
        }
    }

    private static void refused(String text, Consumer<String> use) {
        EngineException refused = assertThrows(EngineException.class, () -> use.accept(text), text);
        assertEquals(ErrorCode.INVALID, refused.code());
        assertTrue(refused.field().isPresent());
    }
}
