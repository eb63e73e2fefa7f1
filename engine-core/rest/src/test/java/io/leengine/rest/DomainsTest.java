package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Domains and certificates, over HTTP on the engine's own services. */
@Timeout(60)
class DomainsTest {
    private static final String CERTIFICATES = "/load-balancer-groups/g/certificates";
    private static final String SECRET = "throwaway";
    private static final String EVERYTHING = """
        {"requestTimeoutMillis":1500,"connectTimeoutMillis":250,"bodyLimitBytes":0,
         "headers":{"toUpstream":[{"name":"X-Tier","value":"gold"}],"toClient":[{"name":"Server"}]},
         "access":[{"allow":false,"addresses":"192.0.2.7"},{"allow":true,"addresses":"2001:db8::/32"}],
         "rate":{"perSecond":50,"burst":10},"stickiness":{"cookie":"route","lifetimeSeconds":60},
         "matches":[{"source":"HEADER","name":"X-Tester","value":"yes","version":"v2"}],"slowStartMillis":30000,
         "protocol":"GRPC","paths":[{"prefix":"/up","requestTimeoutMillis":900000,"bodyLimitBytes":5,
         "access":[{"allow":true,"addresses":"10.0.0.0/8"}]},{"prefix":"/old","redirect":"/new"}]}""";

    @TempDir
    static Path folder;

    private static RealEngine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = new RealEngine(folder.resolve("engine")).with("ann", false).with("boss", true);
        engine.store().write(session -> {
            session.parts().insert(new Part(SeamKind.LOAD_BALANCER, "g", "none", new TreeMap<>(), 0, Instant.EPOCH, 1));
            return null;
        });
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", new RuleGroup("g", "hello.localhost"));
        for (String name : List.of("hello", "second")) {
            ok(201, engine.call("ann", "POST", "/applications", "{\"name\":\"" + name + "\"}"));
        }
        engine.store().write(session -> {
            String id = session.applications().byName("hello").orElseThrow().id();
            session.applications().insert(new Version("v", id, 1, "hello", "1", Digest.of(new byte[0]), new Version.Settings(
                List.of(), new TreeMap<>(), 8080, 100, 64L << 20, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 3,
                Duration.ofSeconds(60), Duration.ofSeconds(1)), new TreeMap<>(Map.of(RealEngine.CELL, 1)), 100,
                Version.State.LIVE, Optional.empty(), Instant.EPOCH, "ann", Optional.empty()));
            return null;
        });
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static JsonNode ok(int status, RealEngine.Answered answer) {
        assertEquals(status, answer.status(), answer.body());
        return answer.body().isEmpty() ? null : engine.tree(answer);
    }

    private static RealEngine.Answered put(String user, String body) throws Exception {
        return engine.call(user, "PUT", "/applications/second/domain", body, "If-Match", "*");
    }

    private static void refused(String field, String body) throws Exception {
        JsonNode problem = ok(400, put("boss", body));
        assertEquals(field, problem.path("field").asString(), problem.toString());
    }

    @Test
    void aDomainTellsWhatItsGroupSays() throws Exception {
        var answer = engine.get("ann", "/applications/hello/domain");
        JsonNode domain = ok(200, answer);
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals("hello.localhost", domain.path("host").asString());
        assertEquals("lb.example.org [\"192.0.2.80\"]", domain.path("canonicalName").asString() + " "
            + domain.path("virtualAddresses"));
        assertEquals("""
            [{"host":"lb-1","applied":true,"afterMillis":42},{"host":"lb-2","applied":false,"failure":"no such file"}]""",
            domain.path("effects").toString());
        assertEquals("REFUSED lb-2: no such file", domain.path("progress").asString() + " " + domain.path("message").asString());
        assertEquals("""
            {"requestTimeoutMillis":60000,"connectTimeoutMillis":2000,"bodyLimitBytes":104857600,"slowStartMillis":0,\
            "protocol":"HTTP"}""", domain.path("settings").toString());
        var rendered = engine.get("ann", "/applications/hello/domain/rendered");
        assertEquals("text/plain; charset=utf-8", rendered.header("Content-Type"));
        assertEquals("server {\n    server_name hello.localhost;  # ü\n}\n", rendered.body());
        ok(404, engine.get("ann", "/applications/second/domain/rendered"));
        assertEquals("UNSERVED", ok(200, engine.get("ann", "/applications/second/domain")).path("progress").asString());
    }

    @Test
    void whatIsPutIsToldBackAndTheSameCanBePutAgain() throws Exception {
        JsonNode sent = engine.json.mapper().readTree(EVERYTHING);
        String revision = engine.get("ann", "/applications/second/domain").header("ETag");
        var first = engine.call("ann", "PUT", "/applications/second/domain", EVERYTHING, "If-Match", revision);
        JsonNode told = ok(200, first).path("settings");
        sent.propertyNames().stream().filter(name -> !name.equals("headers"))
            .forEach(name -> assertEquals(sent.get(name), told.get(name), name));
        assertEquals("[{\"name\":\"Server\",\"value\":\"\"}]", told.path("headers").path("toClient").toString());
        ok(412, engine.call("ann", "PUT", "/applications/second/domain", EVERYTHING, "If-Match", revision));
        ok(428, engine.call("ann", "PUT", "/applications/second/domain", EVERYTHING));
        var again = engine.call("ann", "PUT", "/applications/second/domain", told.toString(), "If-Match", first.header("ETag"));
        assertEquals(told, ok(200, again).path("settings"));
        JsonNode activity = ok(200, engine.get("ann", "/activity?kind=application&resource=second&action=domain.update"))
            .path("items");
        JsonNode done = activity.valueStream().filter(each -> each.path("requestId").asString()
            .equals(first.header("X-Request-Id"))).findFirst().orElseThrow();
        assertEquals("50/s, burst 10", done.path("after").path("rate").asString());
        JsonNode tried = ok(200, engine.call("ann", "PUT", "/applications/second/domain?dryRun=true", "{}", "If-Match", "*"));
        assertEquals("domain.update", tried.path("activity").path("action").asString());
        assertEquals(told, ok(200, engine.get("ann", "/applications/second/domain")).path("settings"));
        ok(200, put("ann", "{}"));
        assertFalse(ok(200, engine.get("ann", "/applications/second/domain")).path("settings").has("rate"));
    }

    @Test
    void eachWrongValueNamesItsField() throws Exception {
        refused("requestTimeoutMillis", "{\"requestTimeoutMillis\":1}");
        refused("requestTimeout", "{\"requestTimeout\":1}");
        refused("access.addresses", "{\"access\":[{\"allow\":true,\"addresses\":\"10.0.0.0/99\"}]}");
        refused("access.allow", "{\"access\":[{\"addresses\":\"10.0.0.0/8\"}]}");
        refused("rate.perSecond", "{\"rate\":{\"perSecond\":0}}");
        refused("rate.perSecond", "{\"rate\":{}}");
        refused("headers.name", "{\"headers\":{\"toUpstream\":[{\"name\":\"Host\",\"value\":\"x\"}]}}");
        refused("headers.value", "{\"headers\":{\"toUpstream\":[{\"name\":\"X\",\"value\":\"a\\\"; evil\"}]}}");
        refused("stickiness.cookie", "{\"stickiness\":{\"cookie\":\"a b\"}}");
        refused("matches.0.source", "{\"matches\":[{\"source\":\"PATH\",\"name\":\"x\",\"value\":\"y\",\"version\":\"v1\"}]}");
        refused("paths.prefix", "{\"paths\":[{\"prefix\":\"up\"}]}");
        refused("paths", "{\"paths\":[{\"prefix\":\"/up\"},{\"prefix\":\"/up\"}]}");
        refused("tls.certificate", "{\"tls\":{\"certificate\":\"none\"}}");
        refused("snippet", "{\"snippet\":\"gzip on;\"}");
        JsonNode forbidden = ok(403, put("ann", "{\"snippet\":\"gzip on;\"}"));
        assertEquals("snippet", forbidden.path("field").asString());
    }

    @Test
    void certificatesGoInWithTheirKeysAndComeOutWithout() throws Exception {
        Path store = folder.resolve("keys.p12");
        ProcessBuilder keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", "a", "-dname", "CN=a", "-storetype", "PKCS12", "-keystore", store.toString(),
            "-storepass:env", "STORE_SECRET", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "20", "-ext",
            "san=dns:*.localhost").inheritIO();
        keytool.environment().put("STORE_SECRET", SECRET);
        assertEquals(0, keytool.start().waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(store))) {
            keys.load(in, SECRET.toCharArray());
        }
        String secret = Base64.getMimeEncoder().encodeToString(keys.getKey("a", SECRET.toCharArray()).getEncoded());
        String body = engine.json.mapper().writeValueAsString(Map.of("chain", pem("CERTIFICATE",
            Base64.getMimeEncoder().encodeToString(keys.getCertificate("a").getEncoded())), "key", pem("PRIVATE KEY", secret)));
        ok(403, engine.call("ann", "PUT", CERTIFICATES + "/wild", body));
        assertEquals("name", ok(400, engine.call("boss", "PUT", CERTIFICATES + "/Wild", body)).path("field").asString());
        assertEquals("key", ok(400, engine.call("boss", "PUT", CERTIFICATES + "/wild",
            body.replace("BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY"))).path("field").asString());
        JsonNode tried = ok(200, engine.call("boss", "PUT", CERTIFICATES + "/wild?dryRun=true", body));
        assertFalse(tried.toString().contains("PRIVATE"));
        var put = engine.call("boss", "PUT", CERTIFICATES + "/wild", body);
        assertEquals("EXPIRES_SOON [\"*.localhost\"]", ok(200, put).path("state").asString() + " "
            + ok(200, put).path("hosts"));
        assertEquals("\"1\"", put.header("ETag"));
        ok(200, engine.call("ann", "PUT", "/applications/hello/domain", "{\"tls\":{\"certificate\":\"wild\"}}", "If-Match", "*"));
        JsonNode listed = ok(200, engine.get("ann", CERTIFICATES)).path("items").get(0);
        assertEquals("[]", listed.path("usedBy").toString());
        assertEquals("[\"hello\"]", ok(200, engine.get("boss", CERTIFICATES + "/wild")).path("usedBy").toString());
        assertTrue(ok(200, engine.get("ann", "/applications/hello/domain")).has("certificateExpiresAt"));
        ok(409, engine.call("boss", "DELETE", CERTIFICATES + "/wild", ""));
        ok(200, engine.call("ann", "PUT", "/applications/hello/domain", "{}", "If-Match", "*"));
        ok(412, engine.call("boss", "DELETE", CERTIFICATES + "/wild", "", "If-Match", "\"9\""));
        ok(204, engine.call("boss", "DELETE", CERTIFICATES + "/wild", "", "If-Match", "\"1\""));
        ok(404, engine.get("ann", CERTIFICATES + "/wild"));
        ok(404, engine.get("ann", "/load-balancer-groups/none/certificates"));
        ok(401, engine.get("", CERTIFICATES));
        String line = secret.lines().findFirst().orElseThrow();
        assertFalse(ok(200, engine.get("boss", "/activity")).toString().contains(line));
    }

    private static String pem(String label, String base64) {
        return "-----BEGIN " + label + "-----\r\n" + base64 + "\r\n-----END " + label + "-----\r\n";
    }

    @Test
    void hostsAreForAdministrators() throws Exception {
        ok(403, engine.get("ann", "/load-balancer-groups/g/hosts"));
        assertEquals("unknown directive", ok(200, engine.get("boss", "/load-balancer-groups/g/hosts")).path("items").get(0)
            .path("failures").path("hello.localhost").asString());
        assertEquals("lb.example.org", ok(200, engine.get("ann", "/load-balancer-groups")).path("items").get(0)
            .path("canonicalName").asString());
    }
}
