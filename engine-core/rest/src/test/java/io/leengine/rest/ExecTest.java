package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.rest.exec.ExecSettings;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecTest {
    private static final String EXEC = "/applications/hello/instances/room-1/i1/exec";

    private LiveApi api = api(Duration.ofMinutes(15));

    private static LiveApi api(Duration idle) {
        return new LiveApi(Duration.ofMillis(100), Duration.ofSeconds(30), new ExecSettings(idle, Duration.ofMillis(100), 2));
    }

    @BeforeEach
    void create() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        api.applications.log("i1");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String exec(String... command) {
        return EXEC + "?" + Arrays.stream(command)
            .map(word -> "command=" + URLEncoder.encode(word, StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
    }

    private HostCommand command(int number) {
        synchronized (api.applications) {
            return api.applications.commands.get(number);
        }
    }

    @Test
    void bytesGoBothWaysAndTheExitStatusEndsIt() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("sh", "-c", "cat; echo \"$1\"; exit 7", "x", "a b\n&c"))) {
            reader.type("one\n");
            reader.awaitPrinted("one\n");
            reader.type("two");
            reader.say("{\"close\":\"input\"}");
            assertEquals(WebSocket.NORMAL_CLOSURE, reader.awaitClosed());
            assertEquals("one\ntwoa b\n&c\n", reader.printed());
            assertEquals("{\"exit\":7}", reader.said());
        }
        awaitNone();
    }

    @Test
    void aTerminalIsToldItsSizes() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat") + "&terminal=true&columns=132&rows=43")) {
            assertEquals("132x43", command(0).awaitSize(1));
            reader.say("{\"resize\":{\"columns\":100,\"rows\":30}}");
            assertEquals("100x30", command(0).awaitSize(2));
            reader.say("{\"close\":\"input\"}");
            assertEquals(WebSocket.NORMAL_CLOSURE, reader.awaitClosed());
        }
    }

    @Test
    void whatIsNoMessageEndsItWithAProblem() throws Exception {
        for (String wrong : new String[] {"no JSON", "{}", "{\"close\":\"output\"}", "{\"resize\":{\"columns\":0,\"rows\":1}}",
            "{\"resize\":{\"columns\":1,\"rows\":1},\"close\":\"input\"}", "{\"other\":1}"}) {
            try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
                reader.say(wrong);
                assertEquals(1011, reader.awaitClosed(), wrong);
                assertTrue(reader.said().startsWith("{\"error\":{\"type\":\"urn:leengine:problem:invalid\""), reader.said());
            }
            awaitNone();
        }
    }

    @Test
    void whatRefusesItIsAnOrdinaryAnswer() throws Exception {
        problem(400, "command", EXEC);
        problem(400, "command", EXEC + "?command=");
        problem(400, "command", EXEC + "?command=a%00b");
        problem(400, "command", EXEC + "?command=" + "x".repeat(4_097));
        problem(400, "command", exec("x ".repeat(65).split(" ")));
        problem(400, "columns", exec("sh") + "&terminal=true&columns=0");
        problem(400, "rows", exec("sh") + "&terminal=true&rows=1001");
        problem(400, "terminal", exec("sh") + "&terminal=perhaps");
        problem(426, "Upgrade", exec("sh"));
        problem(404, "", exec("sh").replace("hello", "absent"));
        problem(501, "", exec("sh").replace("room-1", "plain"));
        assertEquals(405, api.send(api.request(exec("sh")).method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
            .statusCode());
        assertEquals(404, ExecReader.refused(api, exec("sh").replace("i1", "i9")));
        assertEquals(401, ExecReader.refused(api, exec("sh"), "Authorization", "Bearer nobody"));
        assertEquals(401, ExecReader.refused(api, exec("sh"), "X-Nothing", "x"));
        assertEquals(403, ExecReader.refused(api, exec("sh"), "Authorization", "Bearer ada"));
        var upgrade = api.get(exec("sh"));
        assertEquals("websocket", upgrade.headers().firstValue("Upgrade").orElseThrow());
        assertTrue(api.tree(upgrade).path("nextStep").asString("").contains("leengine.exec.v1"), upgrade.body());
        synchronized (api.applications) {
            assertEquals(0, api.applications.commands.size());
        }
    }

    private void problem(int status, String field, String path) throws Exception {
        var answer = api.get(path);
        assertEquals(status, answer.statusCode(), path + answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(field, api.tree(answer).path("field").asString(""), answer.body());
    }

    @Test
    void theSubprotocolMustBeNamed() throws Exception {
        assertTrue(handshake("Authorization: Bearer boss", "Sec-WebSocket-Protocol: other").startsWith("HTTP/1.1 400"));
        assertTrue(handshake("Authorization: Bearer boss").startsWith("HTTP/1.1 400"));
        String taken = handshake("Authorization: Bearer boss", "Sec-WebSocket-Protocol: other, leengine.exec.v1");
        assertTrue(taken.startsWith("HTTP/1.1 101"), taken);
        assertTrue(taken.contains("\nSec-WebSocket-Protocol: leengine.exec.v1"), taken);
    }

    @Test
    void aSessionsCookieIsForPagesOfThisHostOnly() throws Exception {
        String protocol = "Sec-WebSocket-Protocol: leengine.exec.v1";
        String cookie = "Cookie: leengine-session=boss";
        String here = "Origin: http://127.0.0.1:" + api.port();
        assertTrue(handshake(cookie, protocol).startsWith("HTTP/1.1 403"));
        assertTrue(handshake(cookie, protocol, "Origin: null").startsWith("HTTP/1.1 403"));
        assertTrue(handshake(cookie, protocol, "Origin: https://evil.example").startsWith("HTTP/1.1 403"));
        assertTrue(handshake(cookie, protocol, here + "0").startsWith("HTTP/1.1 403"));
        assertTrue(handshake(cookie, protocol, "Origin: 127.0.0.1:" + api.port()).startsWith("HTTP/1.1 403"));
        assertTrue(handshake(cookie, protocol, here).startsWith("HTTP/1.1 101"));
        assertTrue(handshake(cookie, protocol, here.replace("http:", "https:")).startsWith("HTTP/1.1 101"));
        String secure = cookie.replace("leengine-session", "__Host-leengine-session");
        String tls = "X-Forwarded-Proto: https";
        assertTrue(handshake(secure, protocol, tls, here).startsWith("HTTP/1.1 403"));
        assertTrue(handshake(secure, protocol, tls, here.replace("http:", "https:")).startsWith("HTTP/1.1 101"));
    }

    @Test
    void whatIsNotQuiteAHandshakeStartsNothing() throws Exception {
        for (String version : new String[] {"13,", ",13", "13, 13", "8", ""}) {
            String answer = answered(version, "Authorization: Bearer boss", "Sec-WebSocket-Protocol: leengine.exec.v1");
            assertTrue(answer.startsWith("HTTP/1.1 426"), version + ": " + answer);
        }
        synchronized (api.applications) {
            assertEquals(0, api.applications.commands.size());
        }
    }

    @Test
    void aCellThatIsSwappedAtThatMomentTakesNoPlace() throws Exception {
        api.applications.swapped = true;
        for (int more = 0; more < 3; more++) {
            assertEquals(500, ExecReader.refused(api, exec("cat")));
        }
        api.applications.swapped = false;
        ExecReader.open(api, exec("cat")).close();
    }

    @Test
    void aCellThatIsSwappedMeanwhileEndsTheCommandAndSaysSo() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            command(0).swapped = true;
            reader.say("{\"resize\":{\"columns\":100,\"rows\":30}}");
            assertEquals(1011, reader.awaitClosed());
            assertTrue(reader.said().contains("INTERNAL"), reader.said());
        }
        command(0).awaitEnd();
        awaitNone();
        ExecReader.open(api, exec("cat")).close();
        ExecReader.open(api, exec("cat")).close();
    }

    // The JDK's client sets some of these headers itself.
    private String handshake(String... headers) throws Exception {
        return answered("13", headers);
    }

    private String answered(String version, String... headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET /api/v1" + exec("cat") + " HTTP/1.1\r\nHost: 127.0.0.1:" + api.port()
                + "\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: " + version + "\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int next = socket.getInputStream().read(); next >= 0 && !head.toString(StandardCharsets.US_ASCII)
                    .endsWith("\r\n\r\n"); next = socket.getInputStream().read()) {
                head.write(next);
            }
            return head.toString(StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aCallerThatGoesEndsTheCommand() throws Exception {
        ExecReader reader = ExecReader.open(api, exec("cat"));
        reader.close();
        command(0).awaitEnd();
        awaitNone();
    }

    @Test
    void aTokenThatIsTakenBackEndsTheCommand() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            api.identity.tokens.remove("boss");
            assertEquals(1011, reader.awaitClosed());
            assertTrue(reader.said().contains("UNAUTHENTICATED"), reader.said());
        }
        command(0).awaitEnd();
    }

    @Test
    void aRoleThatIsLostEndsTheCommand() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            api.applications.roleLost = true;
            assertEquals(1011, reader.awaitClosed());
            assertTrue(reader.said().contains("FORBIDDEN"), reader.said());
        }
        command(0).awaitEnd();
    }

    @Test
    void theApiThatGoesEndsTheCommandAndSaysSo() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            awaitStreams(1); // the answer is there a moment before the conversation is held
            api.handler.close();
            assertEquals(1011, reader.awaitClosed());
            assertTrue(reader.said().contains("UNAVAILABLE"), reader.said());
        }
        command(0).awaitEnd();
    }

    @Test
    void oneMayHaveOnlySoManyAtOnce() throws Exception {
        try (ExecReader first = ExecReader.open(api, exec("cat")); ExecReader second = ExecReader.open(api, exec("cat"))) {
            assertEquals(429, ExecReader.refused(api, exec("cat")));
            first.say("{\"close\":\"input\"}");
            first.awaitClosed();
            awaitStreams(1);
            try (ExecReader third = ExecReader.open(api, exec("cat"))) {
                third.type("still");
                third.awaitPrinted("still");
            }
            assertFalse(second.closed.isDone());
        }
    }

    @Test
    void idlenessEndsItAndPingsDoNotLetItCome() throws Exception {
        api.close();
        Duration idle = Duration.ofSeconds(5);
        api = api(idle);
        create();
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            long until = System.nanoTime() + idle.plusSeconds(3).toNanos();
            while (System.nanoTime() < until) {
                reader.socket.sendPing(java.nio.ByteBuffer.allocate(0)).join();
                try {
                    reader.closed.get(200, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    continue;
                }
                throw new AssertionError("it ended");
            }
            reader.awaitPings(1);
            assertEquals(1011, reader.awaitClosed());
            assertTrue(reader.said().contains("TIMEOUT"), reader.said());
        }
        command(0).awaitEnd();
    }

    @Test
    void whoDoesNotReadStopsTheCommandAndNotTheEngine() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("sh", "-c", "yes | head -c 50000000; echo end"), false)) {
            // Some megabytes fit between the two; the command waits with the rest.
            assertFalse(command(0).process.waitFor(2, TimeUnit.SECONDS), "all of it went somewhere");
            reader.socket.request(1);
            assertEquals(WebSocket.NORMAL_CLOSURE, reader.awaitClosed());
            assertEquals(50_000_004, reader.size());
            assertEquals("{\"exit\":0}", reader.said());
        }
    }

    @Test
    void aCommandThatDoesNotReadStopsTheCaller() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("sleep", "60"))) {
            byte[] chunk = new byte[32 * 1024];
            int sent = 0;
            boolean stopped = false;
            while (!stopped && sent < 4_000) {
                var sending = reader.socket.sendBinary(java.nio.ByteBuffer.wrap(chunk), true);
                try {
                    sending.get(2, TimeUnit.SECONDS);
                    sent++;
                } catch (TimeoutException _) {
                    stopped = true;
                }
            }
            assertTrue(stopped, "the engine took " + sent + " messages nobody reads");
            api.identity.tokens.remove("boss");
            command(0).awaitEnd();
        }
        awaitNone();
    }

    @Test
    void aMessageThatIsTooLargeEndsIt() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("cat"))) {
            reader.socket.sendBinary(java.nio.ByteBuffer.allocate(100_000), true);
            assertEquals(1009, reader.awaitClosed());
        }
        command(0).awaitEnd();
    }

    @Test
    void aCommandThatLeavesAnotherBehindEndsAllTheSame() throws Exception {
        try (ExecReader reader = ExecReader.open(api, exec("sh", "-c", "sleep 30 & echo done; exit 3"))) {
            assertEquals(WebSocket.NORMAL_CLOSURE, reader.awaitClosed());
            assertEquals("done\n", reader.printed());
            assertEquals("{\"exit\":3}", reader.said());
        }
    }

    private void awaitNone() {
        awaitStreams(0);
    }

    private void awaitStreams(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (api.handler.openStreams() != count) {
            assertTrue(System.nanoTime() < deadline, "streams: " + api.handler.openStreams());
            Thread.onSpinWait();
        }
    }
}
