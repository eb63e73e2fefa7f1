package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every role, token, robot and nobody, on every call of the registry, with credentials and with a token for it. */
@Timeout(120)
class RolesTest {
    private static final Set<Action> NOTHING = Set.of();
    private static final Set<Action> SEE = EnumSet.of(Action.LIST);
    private static final Set<Action> READ = EnumSet.of(Action.LIST, Action.PULL);
    private static final Set<Action> WRITE = EnumSet.of(Action.LIST, Action.PULL, Action.PUSH);
    private static final Set<Action> ALL = EnumSet.allOf(Action.class);
    private static final byte[] BLOB = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String MANIFEST = RegistryClient.manifest(Digest.of(BLOB), Digest.of(BLOB));
    private static final Digest DIGEST = Digest.of(MANIFEST.getBytes(StandardCharsets.UTF_8));

    /** What each may with the private image; with the public one also read. */
    private static final Map<String, Set<Action>> SUBJECTS = new LinkedHashMap<>();

    static {
        SUBJECTS.put("", NOTHING);
        SUBJECTS.put("stranger", NOTHING);
        SUBJECTS.put("guest", SEE);
        SUBJECTS.put("reporter", READ);
        SUBJECTS.put("developer", WRITE);
        SUBJECTS.put("master", ALL);
        SUBJECTS.put("owner", ALL);
        SUBJECTS.put("root", ALL);
        SUBJECTS.put("deploy token: guest", SEE);
        SUBJECTS.put("deploy token: reporter", READ);
        SUBJECTS.put("deploy token: developer", WRITE);
        SUBJECTS.put("deploy token: master", ALL);
        SUBJECTS.put("deploy token of another image", NOTHING);
        SUBJECTS.put("robot: pulls for an application of it", READ);
        SUBJECTS.put("robot: pulls for another", NOTHING);
        SUBJECTS.put("robot: builds it", WRITE);
        SUBJECTS.put("robot: builds base images", NOTHING);
    }

    /** One call; in the path, U stands for an upload that was begun. */
    private record Request(String method, String path, Action needs, String body) {
    }

    private static final List<Request> CALLS = List.of(
        new Request("GET", "tags/list", Action.LIST, null),
        new Request("GET", "manifests/v1", Action.PULL, null),
        new Request("HEAD", "manifests/v1", Action.PULL, null),
        new Request("GET", "manifests/" + DIGEST, Action.PULL, null),
        new Request("GET", "blobs/" + Digest.of(BLOB), Action.PULL, null),
        new Request("HEAD", "blobs/" + Digest.of(BLOB), Action.PULL, null),
        new Request("GET", "referrers/" + DIGEST, Action.PULL, null),
        new Request("POST", "blobs/uploads/", Action.PUSH, null),
        new Request("PATCH", "blobs/uploads/U", Action.PUSH, "{}"),
        new Request("PUT", "blobs/uploads/U?digest=" + Digest.of(BLOB), Action.PUSH, "{}"),
        new Request("GET", "blobs/uploads/U", Action.PUSH, null),
        new Request("DELETE", "blobs/uploads/U", Action.PUSH, null),
        new Request("PUT", "manifests/v1", Action.PUSH, MANIFEST),
        new Request("DELETE", "manifests/v1", Action.DELETE, null),
        new Request("DELETE", "manifests/" + DIGEST, Action.DELETE, null),
        new Request("DELETE", "blobs/" + Digest.of(BLOB), Action.DELETE, null));

    @TempDir
    Path folder;
    private RealAccess registry;
    private int cells;

    @BeforeEach
    void serve() {
        registry = new RealAccess(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void everyoneMayWhatTheRoleSaysAndTheRestIsAsThoughItWereNotThere() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Set<Action>> subject : SUBJECTS.entrySet()) {
            // Of another image's token nothing but what is public is left, whoever made it.
            Set<Action> open = EnumSet.copyOf(READ);
            if (!subject.getKey().startsWith("deploy token") && !subject.getKey().startsWith("robot")) {
                open.addAll(subject.getValue());
            }
            check(subject.getKey(), RealAccess.SHUT, subject.getValue(), wrong);
            check(subject.getKey(), RealAccess.OPEN, open, wrong);
        }
        System.out.println("registry matrix: " + cells + " calls checked");
        assertEquals(List.of(), wrong);
        assertTrue(cells > 1_000, "only " + cells);
    }

    private void check(String subject, String repository, Set<Action> may, List<String> wrong) throws Exception {
        Map<String, RegistryClient> bearers = new LinkedHashMap<>();
        try (RegistryClient direct = direct(subject)) {
            for (Request call : CALLS) {
                check(direct, "directly", call, subject, repository, may, wrong);
                String scope = RegistryPath.parse("/" + repository + "/" + path(call, "u").replaceAll("\\?.*", ""))
                    .scope(call.method());
                if (!bearers.containsKey(scope)) {
                    bearers.put(scope, bearer(direct, scope));
                }
                check(bearers.get(scope), "with a token", call, subject, repository, may, wrong);
            }
        } finally {
            bearers.values().forEach(RegistryClient::close);
        }
    }

    private void check(RegistryClient client, String how, Request call, String subject, String repository, Set<Action> may,
            List<String> wrong) throws Exception {
        cells++;
        var answer = send(client, call, repository);
        String code = text(answer).replaceAll("(?s).*\"code\":\"([A-Z_]+)\".*", "$1");
        boolean right = may.contains(call.needs()) ? answer.statusCode() / 100 == 2
            : subject.isEmpty() ? answer.statusCode() == 401 && header(answer, "WWW-Authenticate").startsWith(challenge(call,
                repository))
            : answer.statusCode() == (may.contains(Action.LIST) ? 403 : 404);
        if (!right) {
            wrong.add("'" + subject + "' " + how + ": " + call.method() + " " + repository + "/" + call.path() + ": "
                + answer.statusCode() + " " + code + " " + header(answer, "WWW-Authenticate") + "\n");
        }
    }

    private String challenge(Request call, String repository) {
        return "Bearer realm=\"" + registry.url() + "/v2/token\",service=\"leengine\",scope=\"repository:" + repository + ":"
            + switch (call.needs()) {
                case LIST, PULL -> "pull";
                case PUSH -> "pull,push";
                case DELETE -> "delete";
            } + "\"";
    }

    private static String path(Request call, String upload) {
        return call.path().replace("/U", "/" + upload);
    }

    private HttpResponse<byte[]> send(RegistryClient client, Request call, String repository) throws Exception {
        fill(repository);
        String upload = registry.storage.beginUpload(repository);
        return client.send(call.method(), "/v2/" + repository + "/" + path(call, upload),
            call.body() == null ? null : call.body().getBytes(StandardCharsets.UTF_8), "Content-Type",
            call.path().startsWith("manifests") ? RegistryClient.OCI : "application/octet-stream");
    }

    /** What an earlier call has deleted is there again. */
    private void fill(String repository) throws Exception {
        if (!registry.storage.hasBlob(repository, Digest.of(BLOB))) {
            String upload = registry.storage.beginUpload(repository);
            registry.storage.append(repository, upload, 0, new ByteArrayInputStream(BLOB));
            registry.storage.commitUpload(repository, upload, Digest.of(BLOB));
        }
        registry.storage.putManifest(repository, new Manifest(RegistryClient.OCI, MANIFEST.getBytes(StandardCharsets.UTF_8)));
        registry.storage.putTag(repository, "v1", DIGEST);
    }

    private RegistryClient direct(String subject) {
        if (subject.isEmpty()) {
            return new RegistryClient(registry.url(), "");
        }
        Credentials own = registry.credentials(subject);
        return new RegistryClient(registry.url(), "Basic " + Base64.getEncoder().encodeToString(
            (own.name() + ":" + own.secret()).getBytes(StandardCharsets.UTF_8)));
    }

    private RegistryClient bearer(RegistryClient direct, String scope) throws Exception {
        return new RegistryClient(registry.url(), "Bearer " + direct.token("&scope=" + scope));
    }

    @Test
    void whatIsNotThereIsToldAsWhatOneMayNotSee() throws Exception {
        fill(RealAccess.STRANGE);
        try (RegistryClient guest = direct("guest"); RegistryClient nobody = direct("");
                RegistryClient pipeline = direct("deploy token: developer")) {
            for (Request call : CALLS) {
                String there = "/v2/" + RealAccess.STRANGE + "/" + path(call, "u");
                String nowhere = "/v2/none/at-all/" + path(call, "u");
                assertEquals(401, nobody.status(call.method(), there), call.toString());
                assertEquals(401, nobody.status(call.method(), nowhere), call.toString());
                assertEquals(404, guest.status(call.method(), there), call.toString());
                assertEquals(404, pipeline.status(call.method(), there), call.toString());
                assertEquals(404, pipeline.status(call.method(), nowhere), call.toString());
            }
        }
    }

    @Test
    void whatWasTakenIsInNoNewTokenAndWhoIsDisabledHasNoneAtAll() throws Exception {
        fill(RealAccess.SHUT);
        String manifest = "/v2/" + RealAccess.SHUT + "/manifests/v1";
        String scope = "repository:" + RealAccess.SHUT + ":pull";
        try (RegistryClient direct = direct("reporter"); RegistryClient before = bearer(direct, scope)) {
            assertEquals(200, before.status("GET", manifest));
            registry.take("reporter");
            try (RegistryClient after = bearer(direct, scope)) {
                assertEquals(404, after.status("GET", manifest));
            }
            assertEquals(404, direct.status("GET", manifest));
            // A token that was given before is good until its end, at most five minutes; not for whom may not log in any more.
            assertEquals(200, before.status("GET", manifest));
            registry.identity.updateUser(Actor.engine("test"), "reporter", new Identity.UserChange(Optional.empty(),
                Optional.empty(), Optional.of(true)));
            assertEquals(401, before.status("GET", manifest));
            assertEquals(401, direct.status("GET", manifest));
        }
    }

    @Test
    void aTokenForWhatNobodyHadGivesNothingOnceSomebodyElseHasIt() throws Exception {
        String scope = "repository:new/one:pull,push,delete";
        try (RegistryClient direct = direct("stranger"); RegistryClient early = bearer(direct, scope);
                RegistryClient maker = direct("developer"); RegistryClient own = bearer(maker, scope)) {
            assertEquals(202, early.status("POST", "/v2/new/one/blobs/uploads/"));
            assertEquals(404, early.status("GET", "/v2/new/one/tags/list"));
            own.image("new/one", "v1", BLOB);
            for (Request call : CALLS) {
                assertEquals(404, early.status(call.method(), "/v2/new/one/" + path(call, "u")), call.toString());
            }
            // The maker goes on with the token it has, also with what was not to be had before: there was nothing to delete.
            assertEquals(200, own.status("GET", "/v2/new/one/tags/list"));
            assertEquals(202, own.status("DELETE", "/v2/new/one/manifests/v1"));
        }
    }

    @Test
    void aRotationByAnAdministratorKeepsWhatWasGiven() throws Exception {
        fill(RealAccess.SHUT);
        Actor root = Actor.engine("test");
        try (RegistryClient direct = direct("reporter");
                RegistryClient before = bearer(direct, "repository:" + RealAccess.SHUT + ":pull")) {
            String next = registry.keys.rotate(root).id();
            assertEquals(200, before.status("GET", "/v2/" + RealAccess.SHUT + "/manifests/v1"));
            assertTrue(registry.keys.list(root).getFirst().id().equals(next));
        }
    }
}
