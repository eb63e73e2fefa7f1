package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Sessions of browsers: the cookie, and what keeps other sites from using it. */
class BrowserSessionTest {
    private final LiveApi api = new LiveApi(Duration.ofSeconds(15));

    @AfterEach
    void close() {
        api.close();
    }

    private HttpRequest.Builder nobody(String path) {
        return HttpRequest.newBuilder(api.request(path).build().uri()).header("Content-Type", "application/json");
    }

    private HttpResponse<String> logIn(String... headers) throws Exception {
        HttpRequest.Builder request = nobody("/sessions/browser")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"boss\",\"password\":\"secret\"}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return api.send(request);
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow();
    }

    private static String pair(HttpResponse<String> answer) {
        return cookie(answer).split(";")[0];
    }

    private HttpResponse<String> change(String cookie, String... headers) throws Exception {
        HttpRequest.Builder request = nobody("/tokens").header("Cookie", cookie)
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"laptop\"}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return api.send(request);
    }

    @Test
    void theCookieIsForThisOriginAndNotForScripts() throws Exception {
        var answer = logIn();
        assertEquals(201, answer.statusCode());
        assertTrue(cookie(answer).matches("leengine-session=secret-t3; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"),
            cookie(answer));
        assertFalse(answer.body().contains("secret-"), "scripts do not see the session's secret");
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
        String secure = cookie(logIn("X-Forwarded-Proto", "https"));
        assertTrue(secure.startsWith("__Host-leengine-session=") && secure.endsWith("; Secure"), secure);
    }

    @Test
    void readingNeedsTheCookieAndChangingTheTokenToo() throws Exception {
        var answer = logIn();
        String cookie = pair(answer);
        String csrf = api.tree(answer).get("csrfToken").asString();
        assertEquals(200, api.send(nobody("/self").header("Cookie", cookie).GET()).statusCode());
        assertEquals(201, change(cookie, "X-CSRF-Token", csrf).statusCode());
        int before = api.identity.tokens.size();
        for (String[] without : new String[][] {{}, {"X-CSRF-Token", "x"}, {"X-CSRF-Token", ""},
            {"X-CSRF-Token", api.tree(logIn()).get("csrfToken").asString()}}) {
            var refused = change(cookie, without);
            assertEquals(403, refused.statusCode());
            JsonNode problem = api.tree(refused);
            assertEquals("X-CSRF-Token", problem.get("field").asString());
            assertTrue(problem.get("nextStep").asString().contains("/sessions/current"), refused.body());
        }
        assertEquals(before + 1, api.identity.tokens.size(), "the other log-in, and no token");
        assertEquals(401, change("leengine-session=forged", "X-CSRF-Token", csrf).statusCode());
        assertEquals(201, change("leengine-session=forged", "Authorization", "Bearer boss").statusCode(),
            "a token in the header is not a browser's");
    }

    @Test
    void aPageThatWasLoadedAgainFindsItsToken() throws Exception {
        var answer = logIn();
        JsonNode current = api.tree(api.send(nobody("/sessions/current").header("Cookie", pair(answer)).GET()));
        assertEquals(api.tree(answer).get("csrfToken"), current.get("csrfToken"));
        assertEquals("boss", current.get("user").get("name").asString());
        assertFalse(api.tree(api.get("/sessions/current")).has("csrfToken"), "no cookie, no token");
    }

    @Test
    void logOutEndsSessionAndCookie() throws Exception {
        var answer = logIn();
        String csrf = api.tree(answer).get("csrfToken").asString();
        var refused = api.send(nobody("/sessions/current").header("Cookie", pair(answer)).DELETE());
        assertEquals(403, refused.statusCode(), "not by another site");
        var out = api.send(nobody("/sessions/current").headers("Cookie", pair(answer), "X-CSRF-Token", csrf).DELETE());
        assertEquals(204, out.statusCode());
        assertTrue(cookie(out).startsWith("leengine-session=; Path=/; Max-Age=0;"), cookie(out));
        assertEquals(401, api.send(nobody("/self").header("Cookie", pair(answer)).GET()).statusCode());
    }

    @Test
    void sessionsAreListedAndEnded() throws Exception {
        var answer = logIn();
        JsonNode items = api.tree(api.send(nobody("/sessions").header("Cookie", pair(answer)).GET())).get("items");
        assertEquals(2, items.size());
        String mine = "";
        for (JsonNode item : items) {
            if (item.get("current").asBoolean()) {
                mine = item.get("id").asString();
                assertEquals("127.0.0.1", item.get("address").asString());
            }
        }
        assertEquals(204, api.call("DELETE", "/sessions/" + mine, "").statusCode());
        assertEquals(404, api.call("DELETE", "/sessions/" + mine, "").statusCode());
        assertEquals(401, api.send(nobody("/self").header("Cookie", pair(answer)).GET()).statusCode());
    }

    private HttpResponse<String> begin(String body) throws Exception {
        return api.send(nobody("/log-ins").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aBrowserGoesToAProviderAndComesBackWithASession() throws Exception {
        assertTrue(api.send(nobody("/identity-providers").GET()).body().contains("The company"));
        var begun = begin("{\"provider\":\"company\",\"landing\":\"/console/\"}");
        assertEquals(201, begun.statusCode());
        assertFalse(api.tree(begun).has("secret"), "scripts do not see it");
        assertTrue(cookie(begun).matches("leengine-log-in=lel_secret; Path=/api/v1/log-ins; Max-Age=600; HttpOnly; SameSite=Lax"),
            cookie(begun));
        String back = "/log-ins/callback?state=s&code=good&session_state=x&iss=https%3A%2F%2Fcompany.invalid";
        assertEquals(401, api.send(nobody(back).GET()).statusCode(), "another browser");
        var landed = api.send(nobody(back).header("Cookie", pair(begun)).GET());
        assertEquals(303, landed.statusCode());
        assertEquals("/console/", landed.headers().firstValue("Location").orElseThrow());
        assertEquals("no-referrer", landed.headers().firstValue("Referrer-Policy").orElseThrow());
        assertEquals("ada", api.tree(api.send(nobody("/self").header("Cookie", pair(landed)).GET())).get("name").asString());
        assertEquals(401, api.send(nobody("/log-ins/callback?state=s&error=access_denied").header("Cookie", pair(begun))
            .GET()).statusCode());
    }

    @Test
    void aTerminalGetsItsSessionForSecretAndCode() throws Exception {
        JsonNode begun = api.tree(begin("{\"provider\":\"company\",\"port\":4711}"));
        String location = api.send(nobody("/log-ins/callback?state=s&code=good").GET()).headers().firstValue("Location")
            .orElseThrow();
        assertEquals("http://127.0.0.1:4711/?code=lec_code", location);
        for (String wrong : new String[] {"{\"secret\":\"x\",\"code\":\"lec_code\"}",
            "{\"secret\":\"lel_secret\",\"code\":\"x\"}"}) {
            assertEquals(401, api.send(nobody("/log-ins/session").POST(HttpRequest.BodyPublishers.ofString(wrong)))
                .statusCode());
        }
        var session = api.send(nobody("/log-ins/session").POST(HttpRequest.BodyPublishers.ofString("{\"secret\":\""
            + begun.get("secret").asString() + "\",\"code\":\"lec_code\"}")));
        assertEquals(201, session.statusCode());
        assertEquals("ada", api.tree(session).get("user").get("name").asString());
    }

    @Test
    void aProviderThatTakesPasswordsIsNamed() throws Exception {
        var good = api.send(nobody("/sessions").POST(HttpRequest.BodyPublishers.ofString(
            "{\"name\":\"ada\",\"password\":\"secret\",\"provider\":\"company\"}")));
        assertEquals(201, good.statusCode());
        var unknown = api.send(nobody("/sessions").POST(HttpRequest.BodyPublishers.ofString(
            "{\"name\":\"ada\",\"password\":\"secret\",\"provider\":\"other\"}")));
        assertEquals(404, unknown.statusCode());
        assertEquals("provider", api.tree(unknown).get("field").asString());
    }

    @Test
    void accountsAreSaidAndTakenBack() throws Exception {
        assertEquals(200, api.call("PUT", "/users/ada/accounts/company", "{\"subject\":\"4711\"}").statusCode());
        assertTrue(api.get("/users/ada/accounts").body().contains("4711"));
        assertEquals(204, api.call("DELETE", "/users/ada/accounts/company", "").statusCode());
        assertEquals(404, api.call("DELETE", "/users/ada/accounts/company", "").statusCode());
    }
}
