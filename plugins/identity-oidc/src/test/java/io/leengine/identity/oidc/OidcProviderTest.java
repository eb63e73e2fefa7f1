package io.leengine.identity.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.Person;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The whole flow at a real provider, right and wrong. */
class OidcProviderTest {
    private static Provider company;

    private final OidcProvider oidc = new OidcProvider(company.settings());

    @BeforeAll
    static void start() throws IOException {
        company = new Provider();
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    @AfterEach
    void close() {
        oidc.close();
    }

    private static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(20));
    }

    private Person logIn(OidcProvider at, String userName) throws Exception {
        LogInStart start = at.begin(ctx());
        return at.finish(ctx(), start, company.visit(start.url(), userName));
    }

    private static EngineException refused(ErrorCode code, Executable call) {
        EngineException error = assertThrows(EngineException.class, call);
        assertEquals(code, error.code(), error.getMessage());
        return error;
    }

    @Test
    void tellsWhoItIs() throws Exception {
        assertEquals(new Person("subject-of-ada", "ada", Optional.of("ada@example.org"), Set.of("people")),
            logIn(oidc, "ada"));
        assertEquals(Set.of("people", "bosses"), logIn(oidc, "boss-eve").groups());
        assertEquals(Optional.empty(), logIn(oidc, "unverified-bob").email(), "an address nobody has shown to be theirs");
        assertEquals(Health.State.UP, oidc.health().state());
    }

    @Test
    void asksWithAProofKeyANonceAndAState() throws Exception {
        LogInStart start = oidc.begin(ctx());
        String query = start.url().getQuery();
        for (String part : List.of("response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=",
                "state=" + start.state(), "client_id=leengine", "redirect_uri=" + ProviderMain.CALLBACK)) {
            assertTrue(query.contains(part), query);
        }
        assertFalse(query.contains(start.memory().split(" ")[1]), "the verifier stays here");
        assertFalse(start.toString().contains(start.memory()));
    }

    @Test
    void aNonceOrAVerifierOfAnotherLogInIsRefused() throws Exception {
        LogInStart start = oidc.begin(ctx());
        LogInStart other = oidc.begin(ctx());
        String[] mine = start.memory().split(" ");
        String[] others = other.memory().split(" ");
        Map<String, String> answer = company.visit(start.url(), "ada");
        refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(),
            new LogInStart(start.url(), start.state(), others[0] + " " + mine[1]), answer));
        LogInStart again = oidc.begin(ctx());
        Map<String, String> second = company.visit(again.url(), "ada");
        refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(),
            new LogInStart(again.url(), again.state(), again.memory().split(" ")[0] + " " + others[1]), second));
        refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(), new LogInStart(again.url(), again.state(), ""), second));
    }

    @Test
    void aWrongStateAReplayedCodeAndAnotherIssuerAreRefused() throws Exception {
        LogInStart start = oidc.begin(ctx());
        Map<String, String> answer = company.visit(start.url(), "ada");
        Map<String, String> wrong = new HashMap<>(answer);
        wrong.put("state", "x");
        refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(), start, wrong));
        Map<String, String> mixedUp = new HashMap<>(answer);
        mixedUp.put("iss", "https://elsewhere.invalid");
        refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(), start, mixedUp));
        assertEquals("ada", oidc.finish(ctx(), start, answer).userName());
        EngineException replayed = refused(ErrorCode.UNAUTHENTICATED, () -> oidc.finish(ctx(), start, answer));
        assertFalse(replayed.getMessage().contains(answer.get("code")), "no message holds a code");
    }

    @Test
    void anExpiredCodeIsRefused() {
        refused(ErrorCode.UNAUTHENTICATED, () -> logIn(oidc, "slow-ada"));
    }

    @Test
    void clocksMayBeAMinuteApartAndNoMore() throws Exception {
        assertEquals("late-ada", logIn(oidc, "late-ada").userName());
        refused(ErrorCode.UNAUTHENTICATED, () -> logIn(oidc, "expired-ada"));
    }

    @Test
    void whatIsForAnotherOrByAnotherIsRefused() {
        refused(ErrorCode.UNAUTHENTICATED, () -> logIn(oidc, "elsewhere-ada"));
        refused(ErrorCode.UNAUTHENTICATED, () -> logIn(oidc, "impostor-ada"));
    }

    @Test
    void theProviderMayChangeItsKeyAtAnyMoment() throws Exception {
        logIn(oidc, "ada");
        company.rotate();
        // Keys are not read again within a second of the last time.
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Optional<Person> ada = Optional.empty();
        while (ada.isEmpty() && System.nanoTime() < patience) {
            try {
                ada = Optional.of(logIn(oidc, "ada"));
            } catch (EngineException e) {
                assertEquals(ErrorCode.UNAUTHENTICATED, e.code());
            }
        }
        assertEquals("ada", ada.orElseThrow().userName());
    }

    @Test
    void whoIsInNoAllowedGroupIsNotLetIn() throws Exception {
        OidcProvider closed = new OidcProvider(company.settings(ProviderMain.SECRET, Set.of("bosses")));
        refused(ErrorCode.FORBIDDEN, () -> logIn(closed, "ada"));
        assertEquals("boss-eve", logIn(closed, "boss-eve").userName());
        closed.close();
    }

    @Test
    void aWrongSecretIsTheOperatorsToMend() throws Exception {
        OidcProvider wrong = new OidcProvider(company.settings("wrong-secret", Set.of()));
        EngineException error = refused(ErrorCode.UNAVAILABLE, () -> logIn(wrong, "ada"));
        assertFalse(error.getMessage().contains("wrong-secret"));
        assertEquals(Health.State.DOWN, wrong.health().state());
        wrong.close();
    }

    @Test
    void aProviderThatIsDownIsUnavailableAndMayComeBack() throws Exception {
        Provider short1 = new Provider();
        OidcProvider at = new OidcProvider(short1.settings());
        LogInStart start = at.begin(ctx());
        Map<String, String> answer = short1.visit(start.url(), "ada");
        short1.close();
        refused(ErrorCode.UNAVAILABLE, () -> at.finish(ctx(), start, answer));
        assertEquals(Health.State.DOWN, at.health().state());
        OidcProvider unseen = new OidcProvider(short1.settings());
        refused(ErrorCode.UNAVAILABLE, () -> unseen.begin(ctx()));
        at.close();
        unseen.close();
    }

    @Test
    void aProviderThatSaysNothingEndsInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            OidcProvider mute = new OidcProvider(new ProviderSettings("mute",
                URI.create("http://127.0.0.1:" + silent.getLocalPort()), "c", "s", URI.create(ProviderMain.CALLBACK),
                List.of("openid"), "sub", "groups", Set.of(), Duration.ZERO, new LogInPolicy("", true, Optional.empty())));
            EngineException late = assertThrows(EngineException.class,
                () -> mute.begin(CallContext.of("test", Duration.ofMillis(300))));
            assertTrue(Set.of(ErrorCode.TIMEOUT, ErrorCode.UNAVAILABLE).contains(late.code()), late.getMessage());
            mute.close();
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (String[] wrong : new String[][] {{"issuer", "http://login.example.org"}, {"issuer", "login"},
            {"issuer", "https://login.example.org/?x=y"}, {"callback", "http://engine.example.org/api/v1/log-ins/callback"}}) {
            EngineException error = refused(ErrorCode.INVALID, () -> new ProviderSettings("x",
                URI.create(wrong[0].equals("issuer") ? wrong[1] : "https://login.example.org"), "c", "s",
                URI.create(wrong[0].equals("callback") ? wrong[1] : ProviderMain.CALLBACK), List.of("openid"), "sub",
                "groups", Set.of(), Duration.ZERO, new LogInPolicy("", true, Optional.empty())));
            assertEquals(wrong[0], error.field().orElseThrow());
        }
        ProviderSettings good = company.settings();
        assertFalse(good.toString().contains(ProviderMain.SECRET));
    }
}
