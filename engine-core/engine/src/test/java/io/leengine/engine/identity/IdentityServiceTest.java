package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class IdentityServiceTest {
    private static final String PASSWORD = "correct horse";

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final IdentityService identity = over(store);

    private IdentityService over(Store over) {
        return new IdentityService(over, new Changes(over, clock), new Passwords(), new Ids());
    }

    @BeforeEach
    void ann() {
        identity.createUser(Actor.engine("test"), "ann", PASSWORD, false);
    }

    private Issued logIn() {
        return identity.logIn("ann", PASSWORD, "r", "here");
    }

    private Actor who(Issued token) {
        return identity.authenticate(token.secret(), "r", "here");
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(EngineException.class, call).code());
    }

    @Test
    void aLogInGivesATokenThatTellsWhoSendsIt() {
        Issued token = logIn();
        Actor ann = who(token);
        assertEquals("ann", ann.name());
        assertEquals(Actor.Kind.USER, ann.kind());
        assertFalse(ann.administrator());
        assertFalse(token.toString().contains(token.secret()));
        assertTrue(store.read(session -> session.users().tokenByHash(token.secret())).isEmpty(), "kept as a hash only");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameLookTheSame() {
        String wrong = assertThrows(EngineException.class, () -> identity.logIn("ann", "wrong", "r", "x")).getMessage();
        assertEquals(wrong,
            assertThrows(EngineException.class, () -> identity.logIn("bob", "wrong", "r", "x")).getMessage());
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.logIn("ann", "", "r", "x"));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.authenticate("les_nonsense", "r", "x"));
    }

    @Test
    void guessingIsSlowedDownByNameAndByAddress() {
        for (int i = 0; i < 5; i++) {
            refused(ErrorCode.UNAUTHENTICATED, () -> identity.logIn("ann", "wrong", "r", "there"));
        }
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> identity.logIn("ann", PASSWORD, "r", "elsewhere"));
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> identity.logIn("bob", PASSWORD, "r", "there"));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.logIn("bob", PASSWORD, "r", "elsewhere"));
    }

    @Test
    void aThrottleOpensAfterAWhileThatDoublesAndForgetsAtSuccess() {
        LogInThrottle throttle = new LogInThrottle(clock);
        for (int i = 0; i < 5; i++) {
            throttle.check("k");
            throttle.failed("k");
        }
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> throttle.check("k"));
        clock.pass(Duration.ofSeconds(2));
        throttle.check("k");
        throttle.failed("k");
        clock.pass(Duration.ofSeconds(3));
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> throttle.check("k"));
        clock.pass(Duration.ofSeconds(1));
        throttle.check("k");
        throttle.succeeded("k");
        throttle.failed("k");
        assertDoesNotThrow(() -> throttle.check("k"));
    }

    @Test
    void tokensEnd() {
        Issued session = logIn();
        Issued personal = identity.createToken(who(session), "ci", Optional.of(Duration.ofMinutes(5)));
        Issued lasting = identity.createToken(who(session), "cd", Optional.empty());
        clock.pass(Duration.ofMinutes(5).minusSeconds(1));
        who(personal);
        clock.pass(Duration.ofSeconds(1));
        refused(ErrorCode.UNAUTHENTICATED, () -> who(personal));
        who(session);
        clock.pass(Duration.ofHours(12));
        refused(ErrorCode.UNAUTHENTICATED, () -> who(session));
        who(lasting);
    }

    @Test
    void aTokenThatWasTakenBackIsRefusedAtOnce() {
        Issued session = logIn();
        Issued personal = identity.createToken(who(session), "ci", Optional.empty());
        who(personal);
        identity.deleteToken(who(session), personal.token().id());
        refused(ErrorCode.UNAUTHENTICATED, () -> who(personal));
        identity.logOut(who(session), session.secret());
        refused(ErrorCode.UNAUTHENTICATED, () -> who(session));
        refused(ErrorCode.NOT_FOUND, () -> identity.deleteToken(Actor.engine("x"), personal.token().id()));
    }

    /** It is taken back just after it was read and before that is remembered. */
    @Test
    void aTokenTakenBackWhileItIsLookedUpIsNotRemembered() {
        Issued token = logIn();
        Runnable[] between = {() -> { }};
        IdentityService slow = over(new Store() {
            @Override
            public <T> T read(Work<T> work) {
                T result = store.read(work);
                Runnable now = between[0];
                between[0] = () -> { };
                now.run();
                return result;
            }

            @Override
            public <T> T write(Work<T> work) {
                return store.write(work);
            }
        });
        Actor ann = who(token);
        between[0] = () -> slow.logOut(ann, token.secret());
        slow.authenticate(token.secret(), "r", "x");
        refused(ErrorCode.UNAUTHENTICATED, () -> slow.authenticate(token.secret(), "r", "x"));
    }

    @Test
    void aChangedPasswordEndsSessionsAndNoPersonalToken() {
        Issued session = logIn();
        Issued other = logIn();
        Issued personal = identity.createToken(who(session), "ci", Optional.empty());
        who(other);
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.changePassword(who(session), "wrong", "another horse"));
        refused(ErrorCode.INVALID, () -> identity.changePassword(who(session), PASSWORD, "short"));
        who(other);
        identity.changePassword(who(session), PASSWORD, "another horse");
        refused(ErrorCode.UNAUTHENTICATED, () -> who(other));
        who(personal);
        refused(ErrorCode.UNAUTHENTICATED, this::logIn);
        identity.logIn("ann", "another horse", "r", "here");
    }

    @Test
    void onlyAdministratorsAddUsers() {
        Actor ann = who(logIn());
        refused(ErrorCode.FORBIDDEN, () -> identity.createUser(ann, "bob", PASSWORD, true));
        refused(ErrorCode.ALREADY_EXISTS, () -> identity.createUser(Actor.engine("x"), "ann", PASSWORD, true));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.createToken(Actor.anonymous("r", ""), "x", Optional.empty()));
    }
}
