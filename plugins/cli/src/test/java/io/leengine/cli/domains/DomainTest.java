package io.leengine.cli.domains;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.ExitCode;
import io.leengine.cli.FakeEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DomainTest {
    private static final String PATH = "/applications/hello/domain";
    private static final String DOMAIN = """
        {"host":"hello.example.org","group":"public","settings":{"requestTimeoutMillis":60000,"connectTimeoutMillis":2000,
         "bodyLimitBytes":1048576,"tls":{"certificate":"wild","redirectPlain":true,"least":"TLS_1_2"},
         "headers":{"toUpstream":[{"name":"X-Tier","value":"gold"}],"toClient":[{"name":"Server","value":""}]},
         "access":[{"allow":true,"addresses":"10.0.0.0/8"}]},"revision":4,"progress":"PENDING","message":"",
         "effects":[{"host":"lb-1","applied":true,"afterMillis":42},{"host":"lb-2","applied":false,"failure":"no such file"}],
         "canonicalName":"lb.example.org","virtualAddresses":["192.0.2.80"]}
        """;

    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void logIn() {
        cli = new Cli(folder).at(engine.url());
        engine.on("GET", PATH, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"4\"");
            FakeEngine.send(exchange, 200, DOMAIN);
        });
        engine.on("PUT", PATH, 200, DOMAIN);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private JsonNode sent() {
        return JsonMapper.builder().build().readTree(engine.last("PUT").body());
    }

    @Test
    void showsTheSettingsAndHowFarTheyHaveCome() {
        String out = cli.run("domain", "show", "hello").out();
        assertTrue(out.contains("applied on 1 of 2, 42 ms after the change"), out);
        assertTrue(out.contains("lb-2: no such file"), out);
        assertTrue(out.contains("lb.example.org") && out.contains("192.0.2.80"), out);
        assertTrue(out.contains("X-Tier: gold") && out.contains("Server taken away") && out.contains("allow 10.0.0.0/8"), out);
    }

    @Test
    void setChangesWhatIsGivenAndNothingElse() {
        Cli.Result result = cli.run("domain", "set", "hello", "--tls", "other", "--request-header", "x-tier=silver",
            "--response-header", "X-Frame-Options=DENY", "--deny", "192.0.2.0/24", "--allow", "10.0.0.0/8", "--rate", "50",
            "--burst", "10", "--sticky", "route", "--sticky-for", "1h", "--match", "header:X-Tester=a=b=v2", "--match",
            "cookie:tester=yes=v3", "--slow-start", "30s", "--protocol", "grpc", "--body-limit", "10Mi");
        assertEquals(0, result.code(), result.err());
        assertEquals("\"4\"", engine.last("PUT").header("If-Match"));
        assertEquals("""
            {"requestTimeoutMillis":60000,"connectTimeoutMillis":2000,"bodyLimitBytes":10485760,\
            "tls":{"certificate":"other","redirectPlain":true,"least":"TLS_1_2"},\
            "headers":{"toUpstream":[{"name":"x-tier","value":"silver"}],\
            "toClient":[{"name":"Server","value":""},{"name":"X-Frame-Options","value":"DENY"}]},\
            "access":[{"allow":false,"addresses":"192.0.2.0/24"},{"allow":true,"addresses":"10.0.0.0/8"}],\
            "rate":{"perSecond":50,"burst":10},"stickiness":{"cookie":"route","lifetimeSeconds":3600},"slowStartMillis":30000,\
            "matches":[{"source":"HEADER","name":"X-Tester","value":"a=b","version":"v2"},\
            {"source":"COOKIE","name":"tester","value":"yes","version":"v3"}],"protocol":"GRPC"}""", sent().toString());
    }

    @Test
    void unsetTakesAwayAndNothingGivenIsAnError() {
        assertEquals(0, cli.run("domain", "set", "hello", "--unset", "tls,access", "--no-redirect-plain").code());
        assertEquals("{\"redirectPlain\":false}", sent().path("tls").toString());
        assertFalse(sent().has("access"));
        assertEquals(ExitCode.USAGE, cli.run("domain", "set", "hello").code());
        Cli.Result wrong = cli.run("domain", "set", "hello", "--match", "X-Tester=v2");
        assertEquals(ExitCode.USAGE, wrong.code());
        assertTrue(wrong.err().contains("header:X-Tester=yes=v2"), wrong.err());
    }

    @Test
    void aFileTakesThePlaceOfAll() throws Exception {
        Path yaml = Files.writeString(folder.resolve("settings.yaml"), "bodyLimitBytes: 0\nrate:\n  perSecond: 7\n");
        assertEquals(0, cli.run("domain", "set", "hello", "--file", yaml.toString(), "--burst", "3").code());
        assertEquals("{\"bodyLimitBytes\":0,\"rate\":{\"perSecond\":7,\"burst\":3}}", sent().toString());
        Path json = Files.writeString(folder.resolve("settings.json"), "{\"bodyLimitBytes\": 5}");
        assertEquals(0, cli.run("domain", "set", "hello", "--file", json.toString()).code());
        assertEquals("{\"bodyLimitBytes\":5}", sent().toString());
        for (String wrong : new String[] {"{", "[]", "a: 1\na: 2", ""}) {
            Files.writeString(json, wrong);
            Files.writeString(yaml, wrong);
            assertEquals(ExitCode.USAGE, cli.run("domain", "set", "hello", "--file", json.toString()).code(), wrong);
            assertEquals(ExitCode.USAGE, cli.run("domain", "set", "hello", "--file", yaml.toString()).code(), wrong);
        }
        assertEquals(ExitCode.USAGE, cli.run("domain", "set", "hello", "--file", folder.resolve("none").toString()).code());
    }

    @Test
    void editSendsWhatTheEditorWrote() throws Exception {
        cli.with("EDITOR", "sed -i s/gold/silver/");
        assertEquals(0, cli.run("domain", "edit", "hello").code());
        assertEquals("silver", sent().path("headers").path("toUpstream").path(0).path("value").asString());
        assertEquals("\"4\"", engine.last("PUT").header("If-Match"));
        engine.requests().clear();
        assertTrue(cli.with("EDITOR", "true").run("domain", "edit", "hello").out().contains("Nothing was changed"));
        assertEquals(ExitCode.FAILED, cli.with("EDITOR", "false").run("domain", "edit", "hello").code());
        assertTrue(engine.requests().stream().noneMatch(request -> request.method().equals("PUT")));
    }

    @Test
    void whatIsRefusedOfAnEditIsKept() throws Exception {
        engine.on("PUT", PATH, 400, "{\"detail\":\"It is wrong.\",\"nextStep\":\"Do better.\"}");
        Cli.Result result = cli.with("EDITOR", "sed -i s/gold/silver/").run("domain", "edit", "hello");
        assertEquals(ExitCode.USAGE, result.code());
        Path kept = Stream.of(result.err().split("\\s+")).filter(word -> word.contains("domain-") && word.contains(".yaml"))
            .map(word -> Path.of(word.replaceAll(":$", ""))).findFirst().orElseThrow(() -> new AssertionError(result.err()));
        assertTrue(Files.readString(kept).contains("silver"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        Files.delete(kept);
    }

    @Test
    void renderedIsTheTextItself() {
        engine.on("GET", PATH + "/rendered", 200, "server {\n  listen 80;\n}\n");
        assertEquals("server {\n  listen 80;\n}\n", cli.run("domain", "rendered", "hello").out());
        assertTrue(cli.run("domain", "rendered", "hello", "-o", "json").out().contains("\"configuration\""));
    }

    @Test
    void aKeyIsReadFromAFileAndShownNowhere() throws Exception {
        String path = "/load-balancer-groups/public/certificates/wild";
        engine.on("PUT", path, 200, "{\"name\":\"wild\",\"hosts\":[\"*.example.org\"],\"state\":\"EXPIRES_SOON\"}");
        Path chain = Files.writeString(folder.resolve("chain.pem"), "the chain\n");
        Path key = Files.writeString(folder.resolve("key.pem"), "the key\n");
        Cli.Result result = cli.run("certificates", "put", "wild", "--group", "public", "--chain-file", chain.toString(),
            "--key-file", key.toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("expires-soon"), result.out());
        assertEquals("{\"chain\":\"the chain\",\"key\":\"the key\"}", engine.last("PUT").body());
        Cli.Result tried = cli.run("certificates", "put", "wild", "--group", "public", "--chain-file", chain.toString(),
            "--key-file", key.toString(), "--dry-run");
        assertFalse(tried.out().contains("the key"), tried.out());
        assertTrue(tried.out().contains("would send   PUT"), tried.out());
    }
}
