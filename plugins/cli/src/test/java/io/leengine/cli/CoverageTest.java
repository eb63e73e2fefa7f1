package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of the API is reached by a command, and every command that changes something can be asked what. */
@Timeout(400)
class CoverageTest {
    /** One line of the command line for every operation; whoever adds an operation adds a line. */
    private static final String LINES = """
        login --url {engine} --user ada --password-file {password}
        logout
        whoami
        account password --present-password-file {password} --password-file {password}
        account email ada@example.org
        session list
        session delete s --yes
        token create t
        token list
        token delete t --yes
        user create bob --password-file {password}
        user list
        user get bob
        user update bob --disabled true
        user reset-password bob --password-file {password}
        user unlock bob
        user delete bob --yes
        identity list
        identity accounts bob
        identity link bob company s
        identity unlink bob company --yes
        apps list
        apps show a
        apps watch a
        apps create a
        apps update a --host h
        apps delete a --yes
        deploy a --tag t --env X=y
        versions a
        version show a v1
        version delete a v1 --yes
        scale a v1 2
        weight a v1=100
        rollback a
        instances a
        instance replace a c i
        events a
        metrics a m
        domain show a
        domain set a --rate 5 --request-header X-A=b
        domain rendered a
        logs a
        logs a --cell c --instance i
        images list
        images show r
        images create r
        images update r --public
        images delete r --yes
        images move r --group g
        images tags r
        images delete-tag r t --yes
        images tag r t
        images search x
        images copy-tag r t --from-tag u
        images delete-manifest r d --yes
        images usage r
        images rules r
        images set-rules r --keep-last 5
        images set-rules r --as-group
        images retention r
        images retention r --keep-last 5 --immutable v*
        image-groups rules g
        image-groups set-rules g --untagged-days 5
        image-groups source show g
        image-groups source set g https://registry.example.org --username u --password-file {password}
        image-groups source clear g --yes
        image-groups list
        image-groups show g
        image-groups create g
        image-groups update g --description d
        image-groups delete g --yes
        builds list
        builds show b
        builds create b --repository u
        builds update b --ref r
        builds delete b --yes
        builds clear-cache b
        builds run b
        builds runs b
        builds run-show b 1
        builds log b 1
        builds cancel b 1
        cells list
        cells show c
        cells drain c
        cells undrain c
        groups list
        groups domains g
        groups hosts g
        certificates list --group g
        certificates show c --group g
        certificates put c --group g --chain-file {password} --key-file {password}
        certificates delete c --group g --yes
        signing-keys list
        signing-keys rotate
        parts list
        parts show scheduler p
        parts create scheduler p --plugin x
        parts update scheduler p --set k=v
        parts swap scheduler p --plugin y
        parts delete scheduler p --yes
        plugins
        plugins show p
        plugins check {jar}
        plugins install {jar}
        plugins roll-back b
        plugins remove b --yes
        plugins history
        bundles
        bundles show b
        engines
        regions
        quotas list
        quotas show ada
        quotas show --default
        quotas set ada --applications 5
        quotas set --default --applications 5
        registry collect
        registry collections
        registry collection c
        registry cancel c
        statistics
        activity
        operations
        operations show o
        health
        """;

    /** The same for each kind of resource that has members and deploy tokens; its name stands where the kind does. */
    private static final String MEMBER_LINES = """
        members list {of}
        members add {of} ann --role guest
        members change {of} ann --role reporter
        members remove {of} ann --yes
        members leave {of} --yes
        members hand-over {of} ann
        deploy-token create {of} t --role reporter
        deploy-token list {of}
        deploy-token delete {of} t --yes
        """;

    /** What no command asks for, and why. */
    private static final Map<String, String> NOT_ASKED_FOR = Map.of(
        "createBrowserSession", "what the console logs in with",
        "getCurrentSession", "where the console finds its session again",
        "finishLogIn", "where a provider sends a browser back to",
        "beginLogIn", "waits for a browser; AccountTest has it",
        "redeemLogIn", "comes after a browser; AccountTest has it",
        "execInInstance", "is a WebSocket; ExecTest has it",
        "getDocs", "a page for people, to be opened in a browser",
        "getOpenApi", "a document for generators, to be fetched with any HTTP client");

    /** What changes something and cannot be asked what: it is about who one is on this machine. */
    private static final Set<String> NOT_TRIED = Set.of("createSession", "deleteCurrentSession", "checkBundle",
        "tryRetention");

    private static final String ANSWER = """
        {"items":[],"name":"v1","number":1,"state":"done","subject":"s","ready":1,"token":"t","series":[],
         "user":{"name":"ada"},"versions":[],"settings":{},"plugin":"x","nodeLimit":1,"live":{},
         "description":"","repository":"u","ref":"r","folder":"","dockerfile":"d","compile":[],"image":"i",
         "timeLimitSeconds":1,"own":{},"limits":{}}
        """;

    /** An operation of the document. */
    private record Operation(String id, String method, Pattern path) {
        boolean changes() {
            return !method.equals("GET");
        }
    }

    @TempDir
    private Path folder;

    private static List<String> lines() {
        Stream<String> members = Stream.of("application a", "image r", "image-group g", "code-build b")
            .flatMap(of -> MEMBER_LINES.lines().map(line -> line.replace("{of}", of)));
        return Stream.concat(LINES.lines(), members).toList();
    }

    private static List<Operation> operations() {
        JsonNode document = JsonMapper.builder().build().readTree(
            Path.of("").toAbsolutePath().resolve("../../docs/reference/openapi.json").normalize().toFile());
        List<Operation> all = new ArrayList<>();
        document.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) ->
            all.add(new Operation(operation.get("operationId").asString(), method.toUpperCase(Locale.ROOT),
                Pattern.compile("/api/v1" + path.replaceAll("\\{[^}]*}", "[^/]+"))))));
        // Where both a name and a place for one fit, the name is meant.
        all.sort((a, b) -> Long.compare(places(a), places(b)));
        return all;
    }

    private static long places(Operation operation) {
        return operation.path().pattern().chars().filter(c -> c == '[').count();
    }

    private static FakeEngine engine() {
        FakeEngine engine = new FakeEngine();
        engine.on("GET", "/health", 200, "{\"ready\":true}");
        engine.on("GET", "/applications/a/next-version", 200, "{\"settings\":{\"environment\":{}}}");
        engine.otherwise(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            boolean events = String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains("event-stream");
            if (events) {
                FakeEngine.events(exchange, "event: end\ndata: {}");
            } else {
                FakeEngine.send(exchange, 200, ANSWER);
            }
        });
        return engine;
    }

    private String[] words(String line, FakeEngine engine) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "pass word\n");
        Path jar = Files.writeString(folder.resolve("bundle.jar"), "a jar");
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("{engine}", engine.url().toString()).replace("{password}", password.toString())
                .replace("{jar}", jar.toString());
        }
        return words;
    }

    private static Operation of(List<Operation> operations, FakeEngine.Request request) {
        return operations.stream().filter(each -> each.method().equals(request.method())
            && each.path().matcher(request.uri().getRawPath()).matches()).findFirst().orElseThrow(() ->
                new AssertionError("No operation is " + request.method() + " " + request.uri()));
    }

    @Test
    void everyOperationIsReached() throws IOException {
        List<Operation> operations = operations();
        Set<String> missing = new TreeSet<>();
        operations.forEach(each -> missing.add(each.id()));
        try (FakeEngine engine = engine()) {
            for (String line : lines()) {
                engine.requests().clear();
                Cli.Result result = new Cli(folder).at(engine.url()).run(words(line, engine));
                assertEquals(0, result.code(), line + ": " + result.err());
                engine.requests().forEach(request -> missing.remove(of(operations, request).id()));
            }
        }
        assertEquals(new TreeSet<>(NOT_ASKED_FOR.keySet()), missing, "Operations that no line of this test reaches");
    }

    @Test
    void everyCommandThatChangesSomethingCanBeTried() throws IOException {
        List<Operation> operations = operations();
        Map<String, String> refused = new TreeMap<>();
        Set<String> tried = new HashSet<>();
        try (FakeEngine engine = engine()) {
            for (String line : lines()) {
                engine.requests().clear();
                new Cli(folder).at(engine.url()).run(words(line, engine));
                List<Operation> changing = engine.requests().stream().map(request -> of(operations, request))
                    .filter(each -> each.changes() && !NOT_TRIED.contains(each.id())).toList();
                if (changing.isEmpty()) {
                    continue;
                }
                engine.requests().clear();
                Cli.Result result = new Cli(folder).at(engine.url()).run(words(line.replace(" --yes", "") + " --dry-run",
                    engine));
                if (result.code() != 0 || !result.out().contains("would send")) {
                    refused.put(line, result.err());
                    continue;
                }
                tried.add(changing.getFirst().id());
                for (FakeEngine.Request request : engine.requests()) {
                    assertTrue(!of(operations, request).changes()
                        || String.valueOf(request.uri().getQuery()).contains("dryRun=true"), line + ": " + request);
                }
            }
        }
        assertEquals(Map.of(), refused, "Commands that change something and take no --dry-run");
        // What no command asks for can be tried by none.
        operations.stream().filter(each -> each.changes() && !NOT_TRIED.contains(each.id())
            && !NOT_ASKED_FOR.containsKey(each.id())).forEach(each -> assertTrue(tried.contains(each.id()), each.id()));
    }

    @Test
    void everyCommandThatReadsTakesEveryFormat() throws IOException {
        List<Operation> operations = operations();
        try (FakeEngine engine = engine()) {
            for (String line : lines()) {
                engine.requests().clear();
                new Cli(folder).at(engine.url()).run(words(line, engine));
                boolean log = line.startsWith("logs") || line.startsWith("builds log");
                if (log || engine.requests().stream().anyMatch(request -> of(operations, request).changes())) {
                    continue;
                }
                for (String format : List.of("table", "json", "yaml", "name")) {
                    Cli.Result result = new Cli(folder).at(engine.url()).run(words(line + " -o " + format, engine));
                    assertEquals(0, result.code(), line + " -o " + format + ": " + result.err());
                }
            }
        }
    }
}
