package io.leengine.loadbalancer.nginx.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.Routing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Rules made of hostile texts: what is not refused where it is stated stands in the configuration as itself and nowhere
 * else. nginx itself reads it, and says what it has read.
 */
class RuleProperties {
    private static final String SPECIAL = "\n\r\t\0 {};\"'$\\#*~<>|&`()[]:/.=,-_%@!^+";
    private static Path folder;
    private static Folder files;
    private static Rendering rendering;
    private static Program program;

    @BeforeContainer
    static void open() throws IOException {
        folder = Files.createTempDirectory("rules");
        files = new Folder(folder);
        NginxSettings settings = NginxSettings.of(List.of(new Listener("127.0.0.1", 8_080)))
            .withUser(System.getProperty("user.name"));
        rendering = new Rendering(settings, files, new LuaFiles().install(files));
        program = new Program(settings, files);
        files.write(files.candidate(), rendering.main(1));
    }

    @AfterContainer
    static void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Texts that try to break out, among them whole directives, and some that are merely odd. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> noise = Arbitraries.strings().withChars(SPECIAL).withChars("ab1").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> attacks = Arbitraries.of("x\"; return 200; #", "x; return 200;", "}\nserver {", "$host", "\\", "x\\\"",
            "]] os.execute('id') --", "\" .. os.getenv('PATH') .. \"", "'); os.exit(1) --", "} } content_by_lua_block {", "#",
            "${host}", "@leengine", "a\nb: c", "a\r\nb: c", "%0d%0a", "~ ^/(.*)$", "= /", "/../..", "proxy_pass http://x;",
            "127.0.0.1; allow all", "\u2028", "\u00e9", "{", "}", ";", "'");
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(2, noise), net.jqwik.api.Tuple.of(3, attacks),
            net.jqwik.api.Tuple.of(1, Combinators.combine(attacks, noise).as((one, two) -> one + two)));
    }

    private interface Making<T> {
        T make();
    }

    /** Adds what can be made; what cannot must be refused as invalid with the field that is at fault. */
    private static <T> void add(List<T> made, Making<T> making) {
        try {
            made.add(making.make());
        } catch (EngineException e) {
            assertEquals(ErrorCode.INVALID, e.code());
            assertTrue(e.field().isPresent());
        }
    }

    private static DomainRules rules(List<String> texts) {
        List<HeaderRule> headers = new ArrayList<>();
        List<AccessRule> access = new ArrayList<>();
        Map<String, PathRule> paths = new TreeMap<>();
        for (String text : texts) {
            add(headers, () -> new HeaderRule("X-Value", text));
            add(headers, () -> new HeaderRule(text, "value"));
            add(access, () -> new AccessRule(true, text));
            List<PathRule> made = new ArrayList<>();
            add(made, () -> path("/" + text, "/to"));
            add(made, () -> path("/from" + made.size(), "/" + text));
            made.forEach(each -> paths.put(each.prefix(), each));
        }
        List<HeaderRule> few = headers.stream().limit(32).toList();
        return new DomainRules(Optional.empty(), new HeaderRules(few, few), new Admission(access, Optional.empty()),
            Routing.PLAIN, List.copyOf(paths.values()), "");
    }

    private static PathRule path(String prefix, String to) {
        return new PathRule(prefix, Optional.of(Duration.ofSeconds(3)), OptionalLong.of(7),
            List.of(new AccessRule(true, "10.0.0.1")), Optional.of(to));
    }

    /** Returns the directives of a text as nginx tells words apart, each as its words; a block's is its name and arguments. */
    private static List<List<String>> directives(String text) {
        List<List<String>> all = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean inWord = false;
        for (char c : text.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if ((c == '"' || c == '\'') && !inWord) {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c) || c == ';' || c == '{' || c == '}') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                if (!Character.isWhitespace(c)) {
                    words.add(String.valueOf(c));
                    all.add(List.copyOf(words));
                    words.clear();
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        return all;
    }

    /** What the rules must come to, but for Lua. */
    private static void assertOnlyWhatIsSaid(DomainRules rules, String text) {
        String plain = text.replaceAll("(?m)^  header_filter_by_lua_block \\{\n"
            + "(    ngx\\.header\\[\"[^\"]*\"] = (nil|\"[^\"]*\")\n)+  }\n",
            "").replaceAll("content_by_lua_block \\{ (return leengine.redirect\\(\"[^\"]*\"\\)|leengine.page\\(\\)) }", "");
        List<List<String>> directives = directives(plain);
        List<List<String>> set = directives.stream().filter(each -> each.getFirst().equals("proxy_set_header")).toList();
        List<List<String>> own = set.subList(Math.max(0, set.size() - rules.headers().toUpstream().size()), set.size());
        assertEquals(rules.headers().toUpstream().stream()
            .map(each -> List.of("proxy_set_header", each.name(), each.value(), ";")).toList(), own, text);
        assertEquals(rules.paths().stream().map(PathRule::prefix).toList(), directives.stream()
            .filter(each -> each.size() == 4 && each.get(1).equals("^~")).map(each -> each.get(2)).toList(), text);
        assertTrue(Set.of("server", "listen", "server_name", "client_max_body_size", "proxy_connect_timeout", "proxy_read_timeout",
            "proxy_send_timeout", "proxy_next_upstream_timeout", "allow", "deny", "proxy_set_header", "location", "proxy_pass",
            "}").containsAll(directives.stream().map(List::getFirst).toList()), text);
        assertEquals(rules.paths().size() + rules.paths().stream().filter(each -> each.prefix().endsWith("/")
            && each.prefix().length() > 1).filter(each -> rules.paths().stream().noneMatch(other ->
                (other.prefix() + "/").equals(each.prefix()))).count()
            + (rules.paths().stream().anyMatch(each -> each.prefix().equals("/")) ? 1 : 2),
            directives.stream().filter(each -> each.getFirst().equals("location")).count(), text);
    }

    @Property(tries = 60)
    void whatIsTakenStandsInItsPlace(@ForAll("lists") List<String> texts) throws InterruptedException {
        DomainRules rules = rules(texts);
        Placed placed = Placed.of(Site.of(DomainSpec.of("a.example.org").with(rules)));
        String text = rendering.server(rendering.settings(placed), Set.of("a.example.org"));
        assertOnlyWhatIsSaid(rules, text);
        files.write(files.servers().resolve("a.conf"), text);
        Program.Result result = program.test(files.candidate());
        assertTrue(result.ok(), () -> result.words() + "\n" + text);
    }

    @Provide
    Arbitrary<List<String>> lists() {
        return texts().list().ofMinSize(5).ofMaxSize(25);
    }

    /** A text that was let through all the same is refused before there is any configuration. */
    @Property(tries = 200)
    void aTextOfAnyKindIsRefusedOrTaken(@ForAll("texts") String text) {
        List<DomainRules> made = new ArrayList<>();
        add(made, () -> rules(List.of(text)));
        made.forEach(each -> assertOnlyWhatIsSaid(each,
            rendering.server(rendering.settings(Placed.of(Site.of(DomainSpec.of("a.example.org").with(each)))),
                Set.of("a.example.org"))));
    }
}
