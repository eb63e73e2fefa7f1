package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AccessTest extends RegistryTest {
    @Test
    void aClientIsToldWhereToGetAToken() throws Exception {
        var answer = nobody.get("/v2/");
        assertError(401, "UNAUTHORIZED", answer);
        assertEquals("Bearer realm=\"" + registry.url() + "/v2/token\",service=\"leengine\"",
            header(answer, "WWW-Authenticate"));
        assertEquals("Bearer realm=\"" + registry.url() + "/v2/token\",service=\"leengine\",scope=\"repository:a/b:pull\"",
            header(nobody.get("/v2/a/b/tags/list"), "WWW-Authenticate"));
        assertTrue(header(nobody.send("POST", "/v2/a/blobs/uploads/", null), "WWW-Authenticate")
            .endsWith("scope=\"repository:a:pull,push\""));
        assertTrue(header(nobody.get("/v2/", "X-Forwarded-Proto", "https"), "WWW-Authenticate")
            .startsWith("Bearer realm=\"https://"));
        assertEquals(200, ann.status("GET", "/v2/"));
    }

    @Test
    void aTokenDoesWhatItSaysAndNoMore() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        ann.image("ann/b", "v1", bytes(10));
        RegistryClient puller = client("Bearer " + ann.token("&scope=repository:ann/a:pull"));
        assertEquals(200, puller.status("GET", "/v2/"));
        assertEquals(200, puller.status("GET", "/v2/ann/a/manifests/v1"));
        assertError(401, "UNAUTHORIZED", puller.send("DELETE", "/v2/ann/a/manifests/v1", null));
        var other = puller.get("/v2/ann/b/manifests/v1");
        assertError(401, "UNAUTHORIZED", other);
        assertTrue(header(other, "WWW-Authenticate").endsWith("error=\"insufficient_scope\""));
        RegistryClient all = client("Bearer " + ann.token("&scope=repository:ann/a:*&scope=repository:ann/b:pull"));
        assertEquals(202, all.status("DELETE", "/v2/ann/a/manifests/v1"));
        assertEquals(200, all.status("GET", "/v2/ann/b/manifests/v1"));
    }

    @Test
    void aTokenIsGoodForFiveMinutesAndOnlyWhole() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        String token = ann.token("&scope=repository:ann/a:pull");
        assertEquals(200, client("Bearer " + token).status("GET", "/v2/ann/a/manifests/v1"));
        String[] parts = token.split("\\.");
        String none = Base64.getUrlEncoder().withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII));
        assertEquals(401, client("Bearer " + none + "." + parts[1] + ".").status("GET", "/v2/ann/a/manifests/v1"));
        assertEquals(401, client("Bearer " + parts[0] + "." + parts[1] + "." + "A".repeat(43))
            .status("GET", "/v2/ann/a/manifests/v1"));
        assertEquals(401, client("Bearer nonsense").status("GET", "/v2/ann/a/manifests/v1"));
        registry.ahead = Duration.ofMinutes(6);
        assertError(401, "UNAUTHORIZED", client("Bearer " + token).get("/v2/ann/a/manifests/v1"));
    }

    @Test
    void wrongCredentialsAreRefusedEverywhere() throws Exception {
        RegistryClient wrong = client("mallory");
        assertError(401, "UNAUTHORIZED", wrong.get("/v2/"));
        assertError(401, "UNAUTHORIZED", wrong.get("/v2/token?scope=repository:a:pull"));
        assertError(401, "UNAUTHORIZED", nobody.get("/v2/", "Authorization", "Basic !!!"));
        assertError(401, "UNAUTHORIZED", nobody.get("/v2/", "Authorization", "Digest x"));
    }

    @Test
    void aPrivateRepositoryIsAsThoughItWereNot() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        var hidden = bob.get("/v2/ann/a/manifests/v1");
        assertError(404, "NAME_UNKNOWN", hidden);
        assertEquals(401, nobody.status("GET", "/v2/ann/a/manifests/v1"));
        assertEquals(401, nobody.status("GET", "/v2/none/at-all/manifests/v1"));
        // A token that was asked for in vain would be refused the next time, too: no challenge, and nothing is there.
        RegistryClient token = client("Bearer " + bob.token("&scope=repository:ann/a:pull,push"));
        assertError(404, "NAME_UNKNOWN", token.get("/v2/ann/a/manifests/v1"));
        assertError(404, "NAME_UNKNOWN", token.get("/v2/ann/a/tags/list"));
        assertError(404, "NAME_UNKNOWN", token.send("POST", "/v2/ann/a/blobs/uploads/", null));
        assertError(401, "UNAUTHORIZED", token.send("DELETE", "/v2/ann/a/manifests/v1", null));
        assertError(401, "UNAUTHORIZED", client("Bearer " + nobody.token("&scope=repository:ann/a:pull"))
            .get("/v2/ann/a/tags/list"));
    }

    @Test
    void aGuestSeesTagsAndPullsNothing() throws Exception {
        var image = ann.image("ann/a", "v1", bytes(10));
        registry.access.guests.add("bob");
        assertEquals(200, bob.status("GET", "/v2/ann/a/tags/list"));
        assertError(403, "DENIED", bob.get("/v2/ann/a/manifests/v1"));
        RegistryClient guest = client("Bearer " + bob.token("&scope=repository:ann/a:pull"));
        assertEquals("{\"name\":\"ann/a\",\"tags\":[\"v1\"]}", text(guest.get("/v2/ann/a/tags/list")));
        assertError(403, "DENIED", guest.get("/v2/ann/a/manifests/v1"));
        assertError(403, "DENIED", guest.get("/v2/ann/a/referrers/" + image));
        assertError(403, "DENIED", guest.get("/v2/ann/a/blobs/" + image));
        // Listing is no scope of its own.
        assertEquals(401, client("Bearer " + bob.token("&scope=repository:ann/a:list")).status("GET", "/v2/ann/a/tags/list"));
    }

    @Test
    void aPublicImageIsPulledByAnyoneAndPushedByItsOwnerOnly() throws Exception {
        ann.image("public/base", "v1", bytes(10));
        assertEquals(200, nobody.status("GET", "/v2/public/base/manifests/v1"));
        RegistryClient anonymous = client("Bearer " + nobody.token("&scope=repository:public/base:pull,push"));
        assertEquals(200, anonymous.status("GET", "/v2/public/base/manifests/v1"));
        assertError(401, "UNAUTHORIZED", anonymous.send("POST", "/v2/public/base/blobs/uploads/", null));
        assertError(403, "DENIED", bob.send("POST", "/v2/public/base/blobs/uploads/", null));
    }

    @Test
    void theCatalogIsForAdministrators() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        ann.image("ann/b", "v1", bytes(10));
        RegistryClient root = client("root");
        assertEquals("{\"repositories\":[\"ann/a\",\"ann/b\"]}", text(root.get("/v2/_catalog")));
        assertEquals("</v2/_catalog?n=1&last=ann%2Fa>; rel=\"next\"", header(root.get("/v2/_catalog?n=1"), "Link"));
        assertError(403, "DENIED", ann.get("/v2/_catalog"));
        assertTrue(header(nobody.get("/v2/_catalog"), "WWW-Authenticate").endsWith("scope=\"registry:catalog:*\""));
        String scope = "&scope=registry:catalog:*";
        assertEquals(200, client("Bearer " + root.token(scope)).status("GET", "/v2/_catalog"));
        assertEquals(401, client("Bearer " + ann.token(scope)).status("GET", "/v2/_catalog"));
    }

    @Test
    void theFormOfTheProtocolWorksToo() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        String form = "grant_type=password&service=leengine&client_id=test&username=ann&password=ann-secret"
            + "&scope=repository%3Aann%2Fa%3Apull";
        var answer = nobody.send("POST", "/v2/token", form.getBytes(StandardCharsets.US_ASCII), "Content-Type",
            "application/x-www-form-urlencoded");
        assertEquals(200, answer.statusCode());
        String token = text(answer).replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
        assertEquals(200, client("Bearer " + token).status("GET", "/v2/ann/a/manifests/v1"));
        assertError(401, "UNAUTHORIZED", nobody.send("POST", "/v2/token",
            form.replace("ann-secret", "x").getBytes(StandardCharsets.US_ASCII)));
        assertTrue(text(answer).contains("\"scope\":\"repository:ann/a:pull\"") && !text(answer).contains("refresh_token"));
        assertError(401, "UNAUTHORIZED", form("grant_type=authorization_code&code=x"));
    }

    @Test
    void aClientThatAsksForItMayGoOnWithoutThePassword() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        String logIn = "grant_type=password&service=leengine&client_id=docker&access_type=offline&username=ann";
        assertTrue(text(form(logIn + "&password=ann-secret")).contains("\"refresh_token\":\"offline-ann\""));
        assertTrue(text(ann.get("/v2/token?service=leengine&offline_token=true&client_id=docker")).contains("offline-ann"));
        assertTrue(!text(nobody.get("/v2/token?offline_token=true")).contains("refresh_token"));
        var refreshed = form("grant_type=refresh_token&service=leengine&client_id=docker&refresh_token=offline-ann"
            + "&scope=repository%3Aann%2Fa%3Apull%2Cpush");
        assertEquals(200, refreshed.statusCode());
        assertTrue(text(refreshed).contains("\"scope\":\"repository:ann/a:pull,push\""), text(refreshed));
        String token = text(refreshed).replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
        assertEquals(200, client("Bearer " + token).status("GET", "/v2/ann/a/manifests/v1"));
        assertError(401, "UNAUTHORIZED", form("grant_type=refresh_token&refresh_token=offline-mallory"));
        assertError(401, "UNAUTHORIZED", form("grant_type=refresh_token"));
    }

    private HttpResponse<byte[]> form(String form) throws Exception {
        return nobody.send("POST", "/v2/token", form.getBytes(StandardCharsets.US_ASCII), "Content-Type",
            "application/x-www-form-urlencoded");
    }
}
