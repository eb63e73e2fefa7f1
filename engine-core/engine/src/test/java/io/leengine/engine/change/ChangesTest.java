package io.leengine.engine.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final MemoryStore store = new MemoryStore();
    private final Changes changes = new Changes(store, Clock.systemUTC());
    private final Ids ids = new Ids();

    private static Actor with(String key, String fingerprint) {
        return TestEngine.OWNER.with(new Actor.IdempotencyKey(key, fingerprint));
    }

    private Function<Session, Outcome> adds(String name) {
        return session -> {
            String id = ids.next();
            session.users().insert(new User(id, name, "", false, Instant.EPOCH));
            return new Outcome(ResourceKind.USER, name, "", id);
        };
    }

    private int users() {
        return store.read(session -> session.users().list(Optional.empty(), 100)).size();
    }

    private int activities() {
        return store.read(session -> session.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 100)).size();
    }

    @Test
    void theSameKeyTwiceHasOneEffectAndOneAnswer() {
        String first = changes.apply(with("k", "f"), "user.create", adds("ann"));
        String second = changes.apply(with("k", "f"), "user.create", adds("ann"));
        assertEquals(first, second);
        assertEquals(1, users());
        assertEquals(1, activities());
    }

    @Test
    void theSameKeyForAnotherRequestIsAConflict() {
        changes.apply(with("k", "f"), "user.create", adds("ann"));
        EngineException refused = assertThrows(EngineException.class,
            () -> changes.apply(with("k", "g"), "user.create", adds("bob")));
        assertEquals(ErrorCode.CONFLICT, refused.code());
        assertEquals(Optional.of("Idempotency-Key"), refused.field());
        assertEquals(1, users());
    }

    @Test
    void theSameKeyOfAnotherActorIsAnotherKey() {
        Actor other = new Actor(Actor.Kind.USER, "other-id", "other", false, "test", "")
            .with(new Actor.IdempotencyKey("k", "g"));
        changes.apply(with("k", "f"), "user.create", adds("ann"));
        changes.apply(other, "user.create", adds("bob"));
        assertEquals(2, users());
    }

    @Test
    void theSameKeyAtOnceHasOneEffectAndOneAnswer() throws Exception {
        Set<String> answers = new ConcurrentSkipListSet<>();
        CountDownLatch go = new CountDownLatch(1);
        Thread[] threads = new Thread[16];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    answers.add(changes.apply(with("k", "f"), "user.create", adds("ann")));
                } catch (InterruptedException | EngineException e) {
                    answers.add(e.toString());
                }
            });
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, answers.size(), answers::toString);
        assertEquals(1, users());
    }

    /** At "read committed" a twin may commit between the look for its answer and the check that it makes fail. */
    @Test
    void aTwinThatWonMeanwhileIsTheAnswerWhateverTheWorkMakesOfItsEffect() {
        for (ErrorCode code : Set.of(ErrorCode.ALREADY_EXISTS, ErrorCode.CONFLICT, ErrorCode.PRECONDITION_FAILED)) {
            Actor actor = with("k-" + code, "f");
            String[] won = new String[1];
            Thread twin = Thread.ofVirtual().unstarted(() ->
                won[0] = changes.apply(actor, "user.create", adds("ann" + code.ordinal())));
            String answer = new Changes(new RacedStore(store, twin), Clock.systemUTC()).apply(actor, "user.create",
                session -> {
                    throw new EngineException(code, "The twin was here.");
                });
            assertEquals(won[0], answer, code::toString);
        }
    }

    @Test
    void aRefusalIsNotKeptAndLeavesNothing() {
        assertThrows(EngineException.class, () -> changes.apply(with("k", "f"), "user.create", session -> {
            adds("ann").apply(session);
            throw new EngineException(ErrorCode.CONFLICT, "no");
        }));
        assertEquals(0, users());
        assertEquals(0, activities());
        changes.apply(with("k", "f"), "user.create", adds("ann"));
        assertEquals(1, users());
    }

    private List<Activity> all() {
        return store.read(session -> session.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 100));
    }

    private void refused(Actor actor, ErrorCode code) {
        assertThrows(EngineException.class, () -> changes.apply(actor, "application.delete",
            new Subject(ResourceKind.APPLICATION, "hello"), session -> {
                throw new EngineException(code, "no " + code);
            }));
    }

    @Test
    void whatIsDeniedIsLeftInActivityAndWhatIsHiddenIsNot() {
        refused(TestEngine.OWNER, ErrorCode.FORBIDDEN);
        refused(TestEngine.OWNER, ErrorCode.NOT_FOUND);
        refused(TestEngine.OWNER, ErrorCode.QUOTA_EXCEEDED);
        refused(TestEngine.OWNER, ErrorCode.INVALID);
        refused(TestEngine.OWNER, ErrorCode.CONFLICT);
        refused(Actor.anonymous("r", ""), ErrorCode.FORBIDDEN);
        assertEquals(List.of("CONFLICT", "QUOTA_EXCEEDED", "FORBIDDEN"),
            all().stream().map(Activity::result).toList());
        Activity denied = all().getLast();
        assertEquals("application.delete hello no FORBIDDEN owner owner-id user", denied.action() + " "
            + denied.resource() + " " + denied.detail() + " " + denied.actor() + " " + denied.actorId() + " "
            + denied.actorKind());
    }

    @Test
    void nobodyFloodsActivityWithRefusals() {
        MovingClock clock = new MovingClock();
        Refusals refusals = new Refusals();
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += refusals.admits("eve", clock.instant()) ? 1 : 0;
        }
        assertEquals(20, admitted);
        assertTrue(refusals.admits("ann", clock.instant()), "another one is not held to what one did");
        assertTrue(refusals.admits("eve", clock.instant().plusSeconds(60)));
        for (int i = 0; i < 40; i++) {
            refused(TestEngine.OWNER, ErrorCode.FORBIDDEN);
        }
        assertEquals(20, activities());
    }

    @Test
    void whatIsCountedIsCountedWithItAndARepeatIsNot() {
        store.write(session -> {
            session.applications().insert(new Application("a", "hello", "", "team/hello", "h", "g", true, false,
                Instant.EPOCH, "x", 1));
            return null;
        });
        Function<Session, Outcome> deploys = session ->
            new Outcome(ResourceKind.APPLICATION, "hello", "", "v").in(List.of("east", "west"));
        changes.apply(with("k", "f"), "application.deploy", deploys);
        changes.apply(with("k", "f"), "application.deploy", deploys);
        changes.apply(TestEngine.OWNER, "application.weigh", deploys);
        changes.apply(TestEngine.OWNER, "image.push", session -> new Outcome(ResourceKind.IMAGE, "team/hello", "", "i"));
        assertThrows(EngineException.class, () -> changes.apply(TestEngine.OWNER, "application.deploy", session -> {
            throw new EngineException(ErrorCode.CONFLICT, "no");
        }));
        assertEquals("hello DEPLOY 1, hello PUSH 1", counts(OperationCount.By.APPLICATION));
        assertEquals("east DEPLOY 1, west DEPLOY 1", counts(OperationCount.By.CELL));
        assertEquals("owner DEPLOY 1, owner PUSH 1", counts(OperationCount.By.USER));
    }

    private String counts(OperationCount.By by) {
        LocalDate today = OperationCounts.day(Instant.now());
        return String.join(", ", store.read(session -> session.statistics().counts(today.minusDays(1),
            today.plusDays(1), false, by, Optional.empty(), 9)).stream()
            .map(each -> each.name() + " " + each.operation() + " " + each.count()).toList());
    }

    @Test
    void aDifferenceTellsWhatChangedAndMasksSecrets() {
        Difference difference = Difference.of(Map.of("a", "1", "b", "2", "gone", "x"), Map.of("a", "1", "b", "3",
            "long", "y".repeat(1_000)), Map.of("secret", "s1", "same", "s"), Map.of("secret", "s2", "same", "s",
                "fresh", "f"));
        assertEquals(Map.of("b", "2", "gone", "x", "secret", "***"), difference.before());
        assertEquals(Map.of("b", "3", "long", "y".repeat(500) + "…", "secret", "***", "fresh", "***"),
            difference.after());
    }

    @Test
    void whatIsOnlyTriedIsCheckedToldAndNotKept() throws Exception {
        Activity told = DryRun.of(() -> changes.apply(with("k", "f"), "user.create", adds("ann"))).orElseThrow();
        assertEquals("user.create", told.action());
        assertEquals("ann", told.resource());
        assertEquals(0, users());
        assertEquals(0, activities());
        // Its key is not used up: the very same request, meant, is the first one.
        changes.apply(with("k", "f"), "user.create", adds("ann"));
        assertEquals(1, users());
        assertEquals("bob", DryRun.of(() -> changes.apply(with("k", "g"), "user.create", adds("bob"))).orElseThrow()
            .resource(), "A key is of no meaning to what is only tried");
    }

    @Test
    void whatWouldBeRefusedIsRefusedWhenItIsTried() {
        EngineException refused = assertThrows(EngineException.class, () -> DryRun.of(() ->
            changes.apply(TestEngine.OWNER, "user.create", session -> {
                throw new EngineException(ErrorCode.CONFLICT, "no");
            })));
        assertEquals(ErrorCode.CONFLICT, refused.code());
    }

    @Test
    void nothingThatFollowsAChangeHappensWhenItIsTried() throws Exception {
        boolean[] followed = new boolean[1];
        DryRun.of(() -> {
            changes.apply(TestEngine.OWNER, "user.create", adds("ann"));
            followed[0] = true;
        });
        assertFalse(followed[0]);
        assertEquals(Optional.empty(), DryRun.of(() -> followed[0] = true));
    }

    @Test
    void aStatedRevisionMustBeThePresentOne() {
        Revisions.check(Optional.empty(), 3, "x");
        Revisions.check(Optional.of(3L), 3, "x");
        EngineException refused = assertThrows(EngineException.class, () -> Revisions.check(Optional.of(2L), 3, "x"));
        assertEquals(ErrorCode.PRECONDITION_FAILED, refused.code());
        assertTrue(refused.getMessage().contains("revision 2"));
    }
}
