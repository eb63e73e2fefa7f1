package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.Identity.UserChange;
import io.leengine.engine.LogIns;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the engine makes of who a provider recognizes. */
class LogInServiceTest {
    private static final Actor ENGINE = Actor.engine("test");
    private static final LogIns.Landing BROWSER = new LogIns.Landing(Optional.of("/console/"), Optional.empty());
    private static final LogIns.Landing TERMINAL = new LogIns.Landing(Optional.empty(), Optional.of(4711));

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final Changes changes = new Changes(store, clock);
    private final Passwords passwords = new Passwords();
    private final Seams seams = new Seams();
    private final IdentityService identity = new IdentityService(store, changes, passwords, new Ids(), clock);
    private final LogInService logIns = new LogInService(store, changes, passwords, new Ids(), seams, identity);
    private final Company company = new Company();

    /** Lets in whom it is told to, with the password or the code {@code good}. */
    private static final class Company implements IdentityProvider, PasswordCheck, RedirectLogIn {
        private volatile Person person = new Person("4711", "Ada.Lovelace@example.org", Optional.of("ada@example.org"),
            Set.of());
        private volatile LogInPolicy policy = new LogInPolicy("The company", true, Optional.empty());

        @Override
        public String name() {
            return "company";
        }

        @Override
        public LogInPolicy policy() {
            return policy;
        }

        @Override
        public Person verify(CallContext context, String name, String password) {
            return recognized(password);
        }

        @Override
        public LogInStart begin(CallContext context) {
            String state = UUID.randomUUID().toString();
            return new LogInStart(URI.create("https://company.invalid/?state=" + state), state, "memory: of\nlines");
        }

        @Override
        public Person finish(CallContext context, LogInStart start, Map<String, String> answer) {
            assertEquals("memory: of\nlines", start.memory());
            assertEquals(start.state(), answer.get("state"));
            assertEquals(URI.create("https://company.invalid/?state=" + start.state()), start.url());
            return recognized(answer.get("code"));
        }

        private Person recognized(String secret) {
            if (!"good".equals(secret)) {
                throw new EngineException(ErrorCode.UNAUTHENTICATED, "Who is that?");
            }
            return person;
        }
    }

    @BeforeEach
    void connect() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.IDENTITY, "company"));
            return null;
        });
        seams.added(SeamKind.IDENTITY, "company", company);
    }

    private static EngineException refused(ErrorCode code, Executable call) {
        EngineException error = assertThrows(EngineException.class, call);
        assertEquals(code, error.code(), error.getMessage());
        return error;
    }

    private Actor who(Issued issued) {
        return identity.authenticate(issued.secret(), "r", "here");
    }

    private Actor logIn() throws InterruptedException {
        return who(logIns.logIn("company", "ada", "good", "r", "here"));
    }

    private static Map<String, String> answer(LogIns.Begun begun, String code) {
        return Map.of("state", begun.url().getQuery().substring("state=".length()), "code", code);
    }

    @Test
    void theFirstLogInMakesAUserAndTheNextOneFindsIt() throws Exception {
        Actor ada = logIn();
        assertEquals("ada-lovelace", ada.name());
        assertFalse(ada.administrator());
        assertEquals("ada@example.org", identity.self(ada).email());
        company.person = new Person("4711", "renamed", Optional.empty(), Set.of());
        assertEquals(ada.id(), logIn().id(), "the subject tells, not the name");
        assertEquals(List.of("4711"), logIns.accounts(ada, ada.name()).stream().map(Account::subject).toList());
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.logIn(ada.name(), "", "r", "x"));
    }

    @Test
    void aNameNeverMakesSomebodyAUserThatIsThere() throws Exception {
        User local = identity.createUser(ENGINE, "admin", "correct horse battery", true);
        company.person = new Person("1", "admin", Optional.empty(), Set.of());
        Actor stranger = logIn();
        assertEquals("admin-2", stranger.name());
        assertFalse(stranger.id().equals(local.id()) || stranger.administrator());
        company.person = new Person("2", "\u202e!?", Optional.empty(), Set.of());
        assertEquals("user", logIn().name());
        company.person = new Person("3", "42 " + "x".repeat(200), Optional.of("no mail\n"), Set.of());
        assertEquals("x".repeat(50), logIn().name());
    }

    @Test
    void whereNobodyIsMadeAnAdministratorSaysWhoItIs() throws Exception {
        company.policy = new LogInPolicy("The company", false, Optional.empty());
        assertTrue(refused(ErrorCode.FORBIDDEN, this::logIn).nextStep().orElseThrow().contains("4711"));
        identity.createUser(ENGINE, "ada", "correct horse battery", false);
        identity.createUser(ENGINE, "bob", "correct horse battery", false);
        logIns.link(ENGINE, "ada", "company", "4711");
        Actor ada = logIn();
        assertEquals("ada", ada.name());
        refused(ErrorCode.ALREADY_EXISTS, () -> logIns.link(ENGINE, "bob", "company", "4711"));
        refused(ErrorCode.FORBIDDEN, () -> logIns.link(ada, "ada", "company", "1"));
        refused(ErrorCode.NOT_FOUND, () -> logIns.accounts(ada, "bob"));
        refused(ErrorCode.INVALID, () -> logIns.link(ENGINE, "bob", "company", " "));
        logIns.unlink(ENGINE, "ada", "company");
        refused(ErrorCode.NOT_FOUND, () -> logIns.unlink(ENGINE, "ada", "company"));
        refused(ErrorCode.FORBIDDEN, this::logIn);
    }

    @Test
    void theAdministratorGroupDecidesIfItIsSetButNeverAboutTheLastOne() throws Exception {
        company.policy = new LogInPolicy("The company", true, Optional.of("bosses"));
        company.person = new Person("4711", "ada", Optional.empty(), Set.of("bosses"));
        assertTrue(logIn().administrator());
        company.person = new Person("4711", "ada", Optional.empty(), Set.of());
        assertTrue(logIn().administrator(), "the last one stays");
        identity.createUser(ENGINE, "root", "correct horse battery", true);
        assertFalse(logIn().administrator());
    }

    @Test
    void aDisabledUserIsNotLetIn() throws Exception {
        Actor ada = logIn();
        identity.updateUser(ENGINE, ada.name(), new UserChange(Optional.empty(), Optional.empty(), Optional.of(true)));
        refused(ErrorCode.FORBIDDEN, this::logIn);
        refused(ErrorCode.FORBIDDEN, () -> land(logIns.begin("company", BROWSER, "r", "here")));
    }

    private LogIns.Landed land(LogIns.Begun begun) throws InterruptedException {
        return logIns.finish(answer(begun, "good"), begun.secret(), "r", "here");
    }

    @Test
    void aBrowserComesBackToWhereItBeganWithASession() throws Exception {
        LogIns.Landed landed = land(logIns.begin("company", BROWSER, "r", "here"));
        assertEquals("/console/", landed.location());
        assertEquals("ada-lovelace", who(landed.session().orElseThrow()).name());
    }

    @Test
    void anAnswerIsTakenOnceInTimeAndFromTheSameBrowser() throws Exception {
        LogIns.Begun begun = logIns.begin("company", BROWSER, "r", "here");
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.finish(answer(begun, "good"), "another", "r", "here"));
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.finish(Map.of("state", "x"), begun.secret(), "r", "here"));
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.finish(Map.of(), begun.secret(), "r", "here"));
        land(begun);
        refused(ErrorCode.UNAUTHENTICATED, () -> land(begun));
        LogIns.Begun wrong = logIns.begin("company", BROWSER, "r", "here");
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.finish(answer(wrong, "bad"), wrong.secret(), "r", "here"));
        refused(ErrorCode.UNAUTHENTICATED, () -> land(wrong));
        LogIns.Begun late = logIns.begin("company", BROWSER, "r", "here");
        clock.pass(Duration.ofMinutes(10));
        refused(ErrorCode.UNAUTHENTICATED, () -> land(late));
    }

    @Test
    void aTerminalNeedsItsSecretAndTheBrowsersCode() throws Exception {
        LogIns.Begun begun = logIns.begin("company", TERMINAL, "r", "here");
        LogIns.Landed landed = logIns.finish(answer(begun, "good"), "", "r", "the browser");
        assertTrue(landed.location().startsWith("http://127.0.0.1:4711/?code=") && landed.session().isEmpty());
        String code = landed.location().substring(landed.location().indexOf('=') + 1);
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.redeem("x", code, "r", "here"));
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.redeem(begun.secret(), "x", "r", "here"));
        assertEquals("ada-lovelace", who(logIns.redeem(begun.secret(), code, "r", "here")).name());
        refused(ErrorCode.UNAUTHENTICATED, () -> logIns.redeem(begun.secret(), code, "r", "here"));
    }

    @Test
    void aBrowserIsSentNowhereElse() {
        for (String bad : List.of("//evil.example", "https://evil.example", "console", "/\\evil.example", "/a b",
                "/x\r\nSet-Cookie: a=b")) {
            assertEquals("landing", refused(ErrorCode.INVALID, () -> logIns.begin("company",
                new LogIns.Landing(Optional.of(bad), Optional.empty()), "r", "x")).field().orElseThrow());
        }
        refused(ErrorCode.INVALID, () -> logIns.begin("company", new LogIns.Landing(Optional.empty(), Optional.empty()), "r",
            "x"));
        refused(ErrorCode.INVALID, () -> logIns.begin("company", new LogIns.Landing(Optional.empty(), Optional.of(0)), "r",
            "x"));
    }

    @Test
    void guessingAtAProviderIsSlowedDownToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            refused(ErrorCode.UNAUTHENTICATED, () -> logIns.logIn("company", "ada", "wrong", "r", "there"));
        }
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> logIns.logIn("company", "ada", "good", "r", "elsewhere"));
        assertEquals("ada-lovelace", who(logIns.logIn("company", "bob", "good", "r", "elsewhere")).name());
    }

    @Test
    void aProviderThatIsNotThereSaysSo() {
        assertEquals(List.of(new LogIns.Provider("company", "The company", true, true)), logIns.providers());
        refused(ErrorCode.NOT_FOUND, () -> logIns.begin("other", BROWSER, "r", "x"));
        seams.removed(SeamKind.IDENTITY, "company", company);
        refused(ErrorCode.UNAVAILABLE, () -> logIns.begin("company", BROWSER, "r", "x"));
        assertEquals(List.of(), logIns.providers());
    }
}
