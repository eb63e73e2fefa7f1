package io.leengine.engine.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Quotas;
import io.leengine.engine.change.Changes;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject.Kind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class QuotaServiceTest {
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "r", "");
    private static final Actor ANN = new Actor(Actor.Kind.USER, "ann-id", "ann", false, "r", "");
    private static final Optional<Long> ANY = Optional.empty();

    private final MemoryStore store = new MemoryStore();
    private final Quotas quotas = new QuotaService(store, new Changes(store, Clock.systemUTC()));

    @BeforeEach
    void someUsersAndAGroup() {
        store.write(session -> {
            session.users().insert(new User("ann-id", "ann", "", false, Instant.EPOCH));
            session.users().insert(new User("bob-id", "bob", "", false, Instant.EPOCH));
            session.imageGroups().insert(new ImageGroup("g", "tools", "", Instant.EPOCH, "x", 1));
            session.images().insert(new Image("i", "team/x", "", false, Optional.of("tools"), Instant.EPOCH, "x", 1));
            session.images().put(new ImagePush("team/x", "1", Digest.of(new byte[0]), 70, Instant.EPOCH, "x"));
            session.members().put(new Member(ResourceKind.IMAGE_GROUP, "g", "ann-id", Role.GUEST, Instant.EPOCH));
            return null;
        });
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(EngineException.class, call).code());
    }

    @Test
    void oneIsLimitedByWhatIsSetForOneAndElseByWhatIsSetForAll() {
        assertEquals(Map.of(), quotas.get(ANN, Kind.USER, "ann").limits());
        assertEquals(Quota.none(quotas.defaults(ANN, Kind.USER).subject()), quotas.defaults(ANN, Kind.USER));
        quotas.setDefaults(BOSS, Kind.USER, Map.of(QuotaKind.CPU, 100L, QuotaKind.BUILDS, 2L), ANY);
        quotas.set(BOSS, Kind.USER, "ann", Map.of(QuotaKind.CPU, 50L, QuotaKind.BUILDS, Quota.NO_LIMIT,
            QuotaKind.INSTANCES, 0L), ANY);
        assertEquals(Map.of(QuotaKind.CPU, 50L, QuotaKind.INSTANCES, 0L), quotas.get(ANN, Kind.USER, "ann").limits());
        assertEquals(Map.of(QuotaKind.CPU, 100L, QuotaKind.BUILDS, 2L), quotas.get(BOSS, Kind.USER, "bob").limits());
        quotas.set(BOSS, Kind.USER, "ann", Map.of(), ANY);
        assertEquals(Map.of(QuotaKind.CPU, 100L, QuotaKind.BUILDS, 2L), quotas.get(ANN, Kind.USER, "ann").limits());
    }

    @Test
    void whatIsUsedIsShownBesideTheLimitOfAll() {
        Quotas.Standing group = quotas.get(ANN, Kind.IMAGE_GROUP, "tools");
        assertEquals(Map.of(QuotaKind.IMAGE_STORAGE, 70L), group.used());
        assertEquals(6, quotas.get(ANN, Kind.USER, "ann").used().size(), "all that can be limited, zeros too");
        Page<Quotas.Standing> first = quotas.list(BOSS, Kind.USER, Page.Request.first(1));
        assertEquals(List.of("ann"), first.items().stream().map(Quotas.Standing::name).toList());
        assertEquals(List.of("bob"), quotas.list(BOSS, Kind.USER, new Page.Request(first.next(), 5, "")).items().stream()
            .map(Quotas.Standing::name).toList());
        assertEquals(List.of("tools"), quotas.list(BOSS, Kind.IMAGE_GROUP, Page.Request.first(5)).items().stream()
            .map(Quotas.Standing::name).toList());
    }

    @Test
    void othersSeeNothingOfItAndOnlyAdministratorsSetIt() {
        Actor bob = new Actor(Actor.Kind.USER, "bob-id", "bob", false, "r", "");
        refused(ErrorCode.NOT_FOUND, () -> quotas.get(bob, Kind.USER, "ann"));
        refused(ErrorCode.NOT_FOUND, () -> quotas.get(bob, Kind.IMAGE_GROUP, "tools"));
        refused(ErrorCode.NOT_FOUND, () -> quotas.get(BOSS, Kind.USER, "eve"));
        refused(ErrorCode.FORBIDDEN, () -> quotas.list(bob, Kind.USER, Page.Request.first(1)));
        refused(ErrorCode.FORBIDDEN, () -> quotas.set(ANN, Kind.USER, "ann", Map.of(), ANY));
        refused(ErrorCode.FORBIDDEN, () -> quotas.setDefaults(ANN, Kind.USER, Map.of(), ANY));
        refused(ErrorCode.UNAUTHENTICATED, () -> quotas.get(Actor.anonymous("r", ""), Kind.USER, "ann"));
        refused(ErrorCode.NOT_FOUND, () -> quotas.set(BOSS, Kind.USER, "eve", Map.of(), ANY));
    }

    @Test
    void aLimitThatIsNoneIsRefusedByItsName() {
        for (long bad : List.of(-2L, Long.MIN_VALUE, Long.MAX_VALUE)) {
            EngineException refusal = assertThrows(EngineException.class,
                () -> quotas.set(BOSS, Kind.USER, "ann", Map.of(QuotaKind.MEMORY, bad), ANY));
            assertEquals(Optional.of("limits.memoryBytes"), refusal.field());
            assertEquals(ErrorCode.INVALID, refusal.code());
        }
        EngineException refusal = assertThrows(EngineException.class,
            () -> quotas.setDefaults(BOSS, Kind.IMAGE_GROUP, Map.of(QuotaKind.BUILDS, 1L), ANY));
        assertEquals(Optional.of("limits.builds"), refusal.field());
    }

    @Test
    void twoAdministratorsDoNotOverwriteEachOtherAndActivityTellsWhatWasSet() {
        quotas.set(BOSS, Kind.USER, "ann", Map.of(QuotaKind.CPU, 50L), Optional.of(0L));
        refused(ErrorCode.PRECONDITION_FAILED, () -> quotas.set(BOSS, Kind.USER, "ann", Map.of(), Optional.of(0L)));
        quotas.set(BOSS, Kind.USER, "ann", Map.of(QuotaKind.CPU, 60L), Optional.of(1L));
        assertEquals(2L, quotas.get(ANN, Kind.USER, "ann").own().revision());
        Activity last = store.read(session -> session.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 1))
            .getFirst();
        assertEquals("quota.set user ann {cpuMillis=50} {cpuMillis=60}", last.action() + " " + last.kind().label() + " "
            + last.resource() + " " + last.before() + " " + last.after());
    }
}
