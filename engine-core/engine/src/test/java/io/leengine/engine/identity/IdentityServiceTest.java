package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.Identity.TokenDraft;
import io.leengine.engine.Identity.UserChange;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class IdentityServiceTest {
    private static final String PASSWORD = "correct horse battery";

    private static final Actor ENGINE = Actor.engine("test");

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final IdentityService identity = over(store);

    private IdentityService over(Store over) {
        return new IdentityService(over, new Changes(over, clock), new Passwords(), new Ids(), clock);
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

    private EngineException closed(String name, String password, String address) {
        EngineException error = assertThrows(EngineException.class, () -> identity.logIn(name, password, "r", address));
        assertEquals(ErrorCode.TOO_MANY_REQUESTS, error.code());
        return error;
    }

    private void wrong(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            refused(ErrorCode.UNAUTHENTICATED, () -> identity.logIn(name, "wrong", "r", address));
        }
    }

    @Test
    void guessingAtANameIsSlowedDownFromWhereverAndForWhomever() {
        wrong(5, "ann", "there");
        assertEquals(Duration.ofSeconds(2), closed("ann", PASSWORD, "elsewhere").retryAfter().orElseThrow());
        wrong(5, "nobody", "there");
        assertEquals(closed("ann", PASSWORD, "x").getMessage(), closed("nobody", PASSWORD, "x").getMessage());
        closedAlsoAt(over(store));
    }

    /** It is in the store: another engine, or the next one, knows of it. */
    private static void closedAlsoAt(IdentityService other) {
        refused(ErrorCode.TOO_MANY_REQUESTS, () -> other.logIn("ann", PASSWORD, "r", "elsewhere"));
    }

    @Test
    void aClosureDoublesAndARightPasswordForgetsIt() {
        wrong(5, "ann", "there");
        clock.pass(Duration.ofSeconds(2));
        wrong(1, "ann", "there");
        assertEquals(Duration.ofSeconds(4), closed("ann", PASSWORD, "there").retryAfter().orElseThrow());
        clock.pass(Duration.ofSeconds(4));
        logIn();
        wrong(4, "ann", "there");
        logIn();
        wrong(4, "ann", "there");
        clock.pass(Duration.ofHours(1).plusSeconds(1));
        wrong(4, "ann", "there");
        logIn();
    }

    @Test
    void guessingFromAnAddressIsSlowedDownWhateverTheNameAndNotForgottenForOneRightPassword() {
        for (int i = 0; i < 30; i++) {
            wrong(1, "name-" + i, "there");
            if (i == 15) {
                identity.logIn("ann", PASSWORD, "r", "there");
            }
        }
        closed("ann", PASSWORD, "there");
        identity.logIn("ann", PASSWORD, "r", "elsewhere");
    }

    @Test
    void anAdministratorLiftsAClosure() {
        wrong(5, "ann", "there");
        assertEquals(clock.instant().plusSeconds(2), identity.closedUntil(ENGINE, "ann").orElseThrow());
        identity.liftLockOut(ENGINE, "ann");
        assertEquals(Optional.empty(), identity.closedUntil(ENGINE, "ann"));
        Actor ann = who(logIn());
        refused(ErrorCode.FORBIDDEN, () -> identity.liftLockOut(ann, "ann"));
        refused(ErrorCode.NOT_FOUND, () -> identity.liftLockOut(ENGINE, "nobody"));
    }

    @Test
    void whatIsTriedAtOnceLearnsNoMoreThanWhatIsTriedInARow() throws Exception {
        AtomicInteger looked = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                threads.submit(() -> {
                    try {
                        identity.logIn("ann", "wrong", "r", "there");
                    } catch (EngineException e) {
                        if (e.code() == ErrorCode.UNAUTHENTICATED) {
                            looked.incrementAndGet();
                        }
                    }
                });
            }
        }
        assertTrue(looked.get() <= 5 + 4, looked + " guesses were answered");
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
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.changePassword(who(session), "wrong", "another horse battery"));
        refused(ErrorCode.INVALID, () -> identity.changePassword(who(session), PASSWORD, "short"));
        who(other);
        identity.changePassword(who(session), PASSWORD, "another horse battery");
        refused(ErrorCode.UNAUTHENTICATED, () -> who(other));
        who(personal);
        refused(ErrorCode.UNAUTHENTICATED, this::logIn);
        identity.logIn("ann", "another horse battery", "r", "here");
    }

    @Test
    void anotherEngineKnowsWithinASecond() {
        Issued session = logIn();
        Issued personal = identity.createToken(who(session), "ci", Optional.empty());
        IdentityService other = over(store);
        other.authenticate(personal.secret(), "r", "x");
        other.authenticate(session.secret(), "r", "x");
        identity.deleteToken(who(session), personal.token().id());
        identity.updateUser(ENGINE, "ann", new UserChange(Optional.empty(), Optional.empty(), Optional.of(true)));
        clock.pass(Duration.ofMillis(501));
        refused(ErrorCode.UNAUTHENTICATED, () -> other.authenticate(personal.secret(), "r", "x"));
        refused(ErrorCode.UNAUTHENTICATED, () -> other.authenticate(session.secret(), "r", "x"));
    }

    @Test
    void whatWasGrantedBeforeCountsNoMore() {
        Actor byPassword = new Actor(Actor.Kind.USER, identity.user(ENGINE, "ann").id(), "ann", false, "r", "");
        Instant then = clock.instant();
        Issued personal = identity.createToken(who(logIn()), "ci", Optional.empty());
        Actor byToken = who(personal);
        assertTrue(identity.counts(byPassword, then) && identity.counts(byToken, then));
        clock.pass(Duration.ofSeconds(1));
        identity.changePassword(who(logIn()), PASSWORD, "another horse battery");
        assertFalse(identity.counts(byPassword, then), "granted for the former password");
        assertTrue(identity.counts(byPassword, clock.instant()));
        assertTrue(identity.counts(byToken, then), "a personal token outlives a password");
        identity.deleteToken(who(personal), personal.token().id());
        assertFalse(identity.counts(byToken, then));
        identity.updateUser(ENGINE, "ann", new UserChange(Optional.empty(), Optional.empty(), Optional.of(true)));
        assertFalse(identity.counts(byPassword, clock.instant()));
    }

    @Test
    void aDisabledUserHasNothingUntilEnabledAgain() {
        Issued session = logIn();
        Issued personal = identity.createToken(who(session), "ci", Optional.empty());
        disable("ann", true);
        refused(ErrorCode.UNAUTHENTICATED, this::logIn);
        refused(ErrorCode.UNAUTHENTICATED, () -> who(personal));
        refused(ErrorCode.UNAUTHENTICATED, () -> who(session));
        disable("ann", false);
        logIn();
        who(personal);
        refused(ErrorCode.UNAUTHENTICATED, () -> who(session));
    }

    private void disable(String name, boolean disabled) {
        identity.updateUser(ENGINE, name, new UserChange(Optional.empty(), Optional.empty(), Optional.of(disabled)));
    }

    private void administrator(String name, boolean administrator) {
        identity.updateUser(ENGINE, name, new UserChange(Optional.empty(), Optional.of(administrator), Optional.empty()));
    }

    @Test
    void thereIsAlwaysAnAdministratorWhoCanLogIn() {
        administrator("ann", true);
        refused(ErrorCode.CONFLICT, () -> administrator("ann", false));
        refused(ErrorCode.CONFLICT, () -> disable("ann", true));
        refused(ErrorCode.CONFLICT, () -> identity.deleteUser(ENGINE, "ann"));
        identity.createUser(ENGINE, "bob", PASSWORD, true);
        disable("bob", true);
        refused(ErrorCode.CONFLICT, () -> administrator("ann", false));
        disable("bob", false);
        administrator("ann", false);
        assertFalse(identity.user(ENGINE, "ann").administrator());
    }

    @Test
    void aUserWhoOwnsSomethingAloneIsNotDeleted() {
        String ann = identity.user(ENGINE, "ann").id();
        String bob = identity.createUser(ENGINE, "bob", PASSWORD, false).id();
        store.write(session -> {
            session.applications().insert(new Application("hello", "hello", "", "hello", "h", "g", true, false, Instant.EPOCH,
                "ann", 1));
            session.members().put(new Member(ResourceKind.APPLICATION, "hello", ann, Role.OWNER, Instant.EPOCH));
            session.members().put(new Member(ResourceKind.APPLICATION, "hello", bob, Role.MASTER, Instant.EPOCH));
            return null;
        });
        EngineException refused = assertThrows(EngineException.class, () -> identity.deleteUser(ENGINE, "ann"));
        assertEquals(ErrorCode.CONFLICT, refused.code());
        assertTrue(refused.getMessage().contains("application hello") && refused.nextStep().isPresent());
        store.write(session -> {
            session.members().put(new Member(ResourceKind.APPLICATION, "hello", bob, Role.OWNER, Instant.EPOCH));
            return null;
        });
        Issued token = identity.createToken(who(logIn()), "ci", Optional.empty());
        who(token);
        identity.deleteUser(ENGINE, "ann");
        refused(ErrorCode.UNAUTHENTICATED, () -> who(token));
        refused(ErrorCode.NOT_FOUND, () -> identity.user(ENGINE, "ann"));
    }

    @Test
    void usersSeeAndChangeThemselvesOnly() {
        identity.createUser(ENGINE, "bob", PASSWORD, false);
        Actor ann = who(logIn());
        assertEquals("ann", identity.user(ann, "ann").name());
        refused(ErrorCode.NOT_FOUND, () -> identity.user(ann, "bob"));
        refused(ErrorCode.NOT_FOUND, () -> identity.user(ann, "nobody"));
        assertEquals("ann@example.org", identity.updateSelf(ann, Optional.of("ann@example.org")).email());
        for (String bad : List.of("ann", "ann@", "a b@example.org", "ann@example.org\n", "a".repeat(300) + "@x")) {
            assertEquals("email", assertThrows(EngineException.class, () -> identity.updateSelf(ann, Optional.of(bad)))
                .field().orElseThrow());
        }
        for (Executable boss : List.<Executable>of(() -> identity.users(ann, Page.Request.first(1)),
                () -> identity.updateUser(ann, "ann", new UserChange(Optional.empty(), Optional.of(true), Optional.empty())),
                () -> identity.resetPassword(ann, "bob", PASSWORD), () -> identity.deleteUser(ann, "bob"),
                () -> identity.closedUntil(ann, "bob"))) {
            refused(ErrorCode.FORBIDDEN, boss);
        }
    }

    @Test
    void aPasswordIsLongAndNotTheName() {
        for (String bad : List.of("elevenchars", "x".repeat(129), "")) {
            refused(ErrorCode.INVALID, () -> identity.createUser(ENGINE, "carl", bad, false));
        }
        String name = "a-long-user-name";
        assertEquals("password", assertThrows(EngineException.class, () -> identity.createUser(ENGINE, name, name, false))
            .field().orElseThrow());
        identity.createUser(ENGINE, name, "x".repeat(128), false);
        identity.resetPassword(ENGINE, name, "twelve chars");
        identity.logIn(name, "twelve chars", "r", "x");
    }

    @Test
    void aTokenMakesNothingThatReachesFurtherOrLastsLonger() {
        Actor session = who(logIn());
        Issued images = identity.createToken(session, new TokenDraft("images", Optional.of(Duration.ofDays(1)),
            Role.DEVELOPER, Set.of(ResourceKind.IMAGE), Optional.empty(), false));
        Actor holder = who(images);
        for (TokenDraft stronger : List.of(
                new TokenDraft("x", Optional.of(Duration.ofHours(1)), Role.MASTER, Set.of(ResourceKind.IMAGE),
                    Optional.empty(), false),
                new TokenDraft("x", Optional.of(Duration.ofHours(1)), Role.GUEST, Reach.ALL_KINDS, Optional.empty(), false),
                new TokenDraft("x", Optional.of(Duration.ofDays(2)), Role.GUEST, Set.of(ResourceKind.IMAGE),
                    Optional.empty(), false),
                new TokenDraft("x", Optional.empty(), Role.GUEST, Set.of(ResourceKind.IMAGE), Optional.empty(), false))) {
            refused(ErrorCode.FORBIDDEN, () -> identity.createToken(holder, stronger));
        }
        Issued weaker = identity.createToken(holder, new TokenDraft("weaker", Optional.of(Duration.ofHours(1)), Role.GUEST,
            Set.of(ResourceKind.IMAGE), Optional.empty(), false));
        who(weaker);
        refused(ErrorCode.FORBIDDEN, () -> identity.deleteToken(who(weaker), images.token().id()));
        identity.deleteToken(session, images.token().id());
        refused(ErrorCode.UNAUTHENTICATED, () -> who(weaker));
    }

    @Test
    void aTokenChangesNoPasswordAndMakesNoAdministrator() {
        administrator("ann", true);
        Actor boss = who(identity.createToken(who(logIn()), new TokenDraft("boss", Optional.empty(), Role.OWNER,
            Reach.ALL_KINDS, Optional.empty(), true)));
        assertTrue(boss.administrator());
        identity.createUser(boss, "bob", PASSWORD, false);
        for (Executable no : List.<Executable>of(() -> identity.createUser(boss, "eve", PASSWORD, true),
                () -> identity.updateUser(boss, "bob", new UserChange(Optional.empty(), Optional.of(true), Optional.empty())),
                () -> identity.resetPassword(boss, "bob", PASSWORD), () -> identity.updateSelf(boss, Optional.of("")),
                () -> identity.changePassword(boss, PASSWORD, "another horse battery"))) {
            refused(ErrorCode.FORBIDDEN, no);
        }
        Actor plain = who(identity.createToken(who(logIn()), "plain", Optional.empty()));
        assertFalse(plain.administrator(), "the boss side only if said");
        refused(ErrorCode.FORBIDDEN, () -> identity.users(plain, Page.Request.first(1)));
    }

    @Test
    void onlyAnAdministratorsTokenOpensTheBossSide() {
        Actor ann = who(logIn());
        refused(ErrorCode.FORBIDDEN, () -> identity.createToken(ann, new TokenDraft("x", Optional.empty(), Role.OWNER,
            Reach.ALL_KINDS, Optional.empty(), true)));
        refused(ErrorCode.INVALID, () -> identity.createToken(ann, new TokenDraft("x", Optional.empty(), Role.OWNER,
            Set.of(ResourceKind.USER), Optional.empty(), false)));
        refused(ErrorCode.NOT_FOUND, () -> identity.createToken(ann, new TokenDraft("x", Optional.empty(), Role.OWNER,
            Set.of(ResourceKind.IMAGE), Optional.of("none"), false)));
    }

    @Test
    void sessionsAndTokensAreListedApart() {
        Issued session = logIn();
        Issued other = logIn();
        Actor ann = who(session);
        identity.createToken(ann, "ci", Optional.empty());
        assertEquals(List.of("ci"), identity.tokens(ann).stream().map(AccessToken::name).toList());
        assertEquals(Set.of(session.token().id(), other.token().id()),
            Set.copyOf(identity.sessions(ann).stream().map(AccessToken::id).toList()));
        assertEquals("here", identity.sessions(ann).getFirst().address());
        refused(ErrorCode.NOT_FOUND, () -> identity.deleteToken(ann, other.token().id()));
        identity.endSession(ann, other.token().id());
        refused(ErrorCode.UNAUTHENTICATED, () -> who(other));
    }

    @Test
    void theLastUseIsNotedCoarsely() {
        Issued token = identity.createToken(who(logIn()), "ci", Optional.empty());
        Instant first = clock.instant();
        who(token);
        clock.pass(Duration.ofMinutes(4));
        who(token);
        assertEquals(Optional.of(first), store.read(s -> s.users().token(token.token().id())).orElseThrow().lastUsedAt());
        clock.pass(Duration.ofMinutes(1));
        who(token);
        assertEquals(Optional.of(clock.instant()),
            store.read(s -> s.users().token(token.token().id())).orElseThrow().lastUsedAt());
    }

    @Test
    void activityNamesTheToken() {
        Actor holder = who(identity.createToken(who(logIn()), "ci", Optional.empty()));
        identity.createToken(holder, "child", Optional.empty());
        String detail = last().detail();
        assertTrue(detail.endsWith("(with the token 'ci')"), detail);
    }

    private Activity last() {
        return store.read(s -> s.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 1)).getFirst();
    }

    @Test
    void activityTellsWhatAUserWasAndIsAndNoPassword() {
        identity.updateUser(ENGINE, "ann", new UserChange(Optional.of("ann@example.org"), Optional.empty(), Optional.of(true)));
        assertEquals(Map.of("disabled", "false", "email", ""), last().before());
        assertEquals(Map.of("disabled", "true", "email", "ann@example.org"), last().after());
        identity.resetPassword(ENGINE, "ann", "twelve chars");
        assertEquals(Map.of("password", "***"), last().before());
        assertEquals(Map.of("password", "***"), last().after());
    }

    @Test
    void onlyAdministratorsAddUsers() {
        Actor ann = who(logIn());
        refused(ErrorCode.FORBIDDEN, () -> identity.createUser(ann, "bob", PASSWORD, true));
        refused(ErrorCode.ALREADY_EXISTS, () -> identity.createUser(Actor.engine("x"), "ann", PASSWORD, true));
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.createToken(Actor.anonymous("r", ""), "x", Optional.empty()));
    }
}
