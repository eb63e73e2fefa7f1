package io.leengine.engine.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.SigningKeys.Entry;
import io.leengine.engine.SigningKeys.State;
import io.leengine.engine.TokenKeys.TokenKey;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.SigningKey;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys made, handed over and ended by several engines on one store. */
class SigningKeyServiceTest {
    private static final Actor ROOT = new Actor(Actor.Kind.USER, "root", "root", true, "r", "");
    private static final Actor ANN = new Actor(Actor.Kind.USER, "ann", "ann", false, "r", "");
    private static final Duration AGE = Duration.ofDays(30);

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private SigningKeyService here;
    private SigningKeyService there;

    @BeforeEach
    void engines() {
        here = engine();
        there = engine();
    }

    private SigningKeyService engine() {
        return new SigningKeyService(store, new Changes(store, clock), new Ids(), new SecretSettings(folder), AGE);
    }

    private static List<String> ids(List<TokenKey> keys) {
        return keys.stream().map(TokenKey::id).toList();
    }

    private List<State> states() {
        return here.list(ROOT).stream().map(Entry::state).toList();
    }

    private List<SigningKey> kept() {
        return store.read(session -> session.keys().signing());
    }

    @Test
    void theFirstKeyIsMadeOnceAndSignsAtOnce() throws Exception {
        assertEquals(List.of(), here.list(ROOT));
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SigningKeyService engine = engine();
            calls.add(() -> ids(engine.published()));
        }
        Set<List<String>> seen;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            seen = threads.invokeAll(calls).stream().map(Future::resultNow).collect(Collectors.toSet());
        }
        assertEquals(Set.of(ids(here.published())), seen);
        assertEquals(1, seen.iterator().next().size());
        assertEquals(List.of(State.SIGNING), states());
        assertEquals(clock.instant(), here.published().getFirst().signsFrom());
    }

    @Test
    void aNewKeyIsKnownEverywhereBeforeItSignsAndTheOldOneOutlastsItsTokens() {
        String old = here.published().getFirst().id();
        assertEquals(List.of(old), ids(there.published()));
        Entry next = here.rotate(ROOT);
        assertEquals(State.PUBLISHED, next.state());
        assertEquals(clock.instant().plus(SigningKeyService.LEAD), next.signsFrom());
        assertEquals(List.of(State.PUBLISHED, State.SIGNING), states());
        // Whoever has read the keys a moment ago reads them again long before the new one signs.
        clock.pass(Duration.ofSeconds(5));
        assertEquals(List.of(old, next.id()), ids(there.published()));
        clock.pass(SigningKeyService.LEAD);
        assertEquals(List.of(State.SIGNING, State.RETIRING), states());
        TokenKey retiring = there.published().getFirst();
        assertEquals(old, retiring.id());
        assertTrue(retiring.endsAt().orElseThrow().isAfter(next.signsFrom().plus(SigningKeyService.TOKEN_LIFE)));
        here.tend();
        assertEquals(2, kept().size(), "its tokens are still good");
        clock.pass(SigningKeyService.TAIL);
        assertEquals(List.of(State.SIGNING), states());
        here.tend();
        assertEquals(List.of(next.id()), kept().stream().map(SigningKey::id).toList());
        assertEquals(List.of(next.id()), ids(there.published()));
    }

    @Test
    void aKeyOfAnotherEngineIsFoundAtOnceWhenATokenNamesIt() {
        here.published();
        there.published();
        String next = here.rotate(ROOT).id();
        assertFalse(ids(there.published()).contains(next));
        clock.pass(Duration.ofSeconds(1));
        assertTrue(ids(there.reread()).contains(next));
    }

    @Test
    void keysAreRotatedByAgeAndOnlyOnce() {
        String first = here.published().getFirst().id();
        clock.pass(AGE.minusSeconds(1));
        here.tend();
        assertEquals(1, kept().size());
        clock.pass(Duration.ofSeconds(1));
        here.tend();
        there.tend();
        here.tend();
        assertEquals(2, kept().size());
        assertEquals(first, kept().getFirst().id());
        assertEquals("engine", store.read(session -> session.journal().activity(java.util.Optional.empty(), "", Long.MAX_VALUE, 1))
            .getFirst().actor());
    }

    @Test
    void aSecondRotationWaitsForTheFirst() {
        here.published();
        String next = here.rotate(ROOT).id();
        EngineException refused = assertThrows(EngineException.class, () -> there.rotate(ROOT));
        assertEquals(ErrorCode.CONFLICT, refused.code());
        assertTrue(refused.getMessage().contains(next));
        clock.pass(SigningKeyService.LEAD);
        assertNotEquals(next, there.rotate(ROOT).id());
        assertEquals(List.of(State.PUBLISHED, State.SIGNING, State.RETIRING), states());
    }

    @Test
    void onlyAdministratorsSeeAndRotateThemAndARotationCanBeTried() throws Exception {
        here.published();
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(EngineException.class, () -> here.list(ANN)).code());
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(EngineException.class, () -> here.rotate(ANN)).code());
        assertEquals("signing-key.rotate", DryRun.of(() -> here.rotate(ROOT)).orElseThrow().action());
    }

    @Test
    void theDatabaseHasNoKeyThatCanBeReadWithoutTheFolder() throws Exception {
        TokenKey key = here.published().getFirst();
        String sealed = kept().getFirst().sealedPair();
        assertTrue(sealed.startsWith("sealed:1:"), sealed);
        assertFalse(kept().toString().contains(sealed));
        assertFalse(key.toString().contains("PrivateKey"), key.toString());
        // The folder's key is lost: what it sealed is, too, and the registry goes on with a new one.
        Files.delete(folder.resolve("secret.key"));
        SigningKeyService after = engine();
        TokenKey fresh = after.published().getFirst();
        assertNotEquals(key.id(), fresh.id());
        assertEquals(clock.instant(), fresh.signsFrom());
    }

    @Test
    void aDatabaseThatIsAwayForAMomentEndsNoToken() {
        List<TokenKey> before = here.published();
        store.fail(new EngineException(ErrorCode.UNAVAILABLE, "The database does not answer."));
        clock.pass(SigningKeyService.LEAD.minusSeconds(1));
        assertEquals(before, here.published());
        assertEquals(before, here.reread());
        // Any longer, and a key may sign that is not known here.
        clock.pass(Duration.ofSeconds(1));
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, here::published).code());
        store.fail(null);
        assertEquals(ids(before), ids(here.published()));
    }

    @Test
    void aPairThatIsPutUnderAnotherIdIsNotTaken() {
        here.published();
        SigningKey mine = kept().getFirst();
        store.write(session -> {
            session.keys().delete(mine.number());
            session.keys().insert(new SigningKey(mine.number(), "another", mine.sealedPair(), mine.publishedAt(),
                mine.signsFrom()));
            return null;
        });
        assertFalse(ids(engine().published()).contains("another"));
    }
}
