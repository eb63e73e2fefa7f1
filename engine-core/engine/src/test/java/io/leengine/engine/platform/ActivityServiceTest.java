package io.leengine.engine.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Activities;
import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivityServiceTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T08:00:00Z");
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "r", "");
    private static final Actor ANN = new Actor(Actor.Kind.USER, "ann-id", "ann", false, "r", "");
    private static final Actor BOB = new Actor(Actor.Kind.USER, "bob-id", "bob", false, "r", "");

    private final MemoryStore store = new MemoryStore();
    private final Activities activities = new ActivityService(store);

    @BeforeEach
    void history() {
        append(0, "old", "ann-id-of-another", "ann");
        append(10, "create", "ann-id", "ann");
        append(20, "scale", "bob-id", "bob");
        store.write(session -> {
            session.applications().insert(new Application("a", "hello", "", "i", "h", "g", true, false,
                BEGIN.plusSeconds(10), "ann", 1));
            session.members().put(new Member(ResourceKind.APPLICATION, "a", "ann-id", Role.REPORTER, BEGIN));
            session.members().put(new Member(ResourceKind.APPLICATION, "a", "bob-id", Role.GUEST, BEGIN));
            return null;
        });
    }

    private void append(int seconds, String action, String actorId, String actor) {
        store.write(session -> {
            session.journal().append(new Activity(0, BEGIN.plusSeconds(seconds), actor, actorId, "user", action,
                ResourceKind.APPLICATION, "hello", "", new TreeMap<>(), new TreeMap<>(), "", "", "ok"));
            return null;
        });
    }

    private static ActivityFilter ofHello() {
        return ActivityFilter.of(Optional.of(ResourceKind.APPLICATION), "hello");
    }

    private static ActivityFilter by(String name) {
        return new ActivityFilter(Optional.empty(), "", name, "", "", Optional.empty(), Optional.empty());
    }

    private List<String> listed(Actor actor, ActivityFilter filter) {
        List<String> found = activities.list(actor, filter, Page.Request.first(10)).items().stream()
            .map(Activity::action).toList();
        List<String> exported = new ArrayList<>();
        activities.export(actor, filter, each -> exported.add(each.action()));
        assertEquals(found.reversed(), exported);
        return found;
    }

    private void refused(ErrorCode code, Actor actor, ActivityFilter filter) {
        assertEquals(code, assertThrows(EngineException.class,
            () -> activities.list(actor, filter, Page.Request.first(10))).code());
        assertEquals(code, assertThrows(EngineException.class, () -> activities.export(actor, filter, each -> {
            throw new AssertionError("handed over " + each);
        })).code());
    }

    @Test
    void administratorsSeeAllAndOthersTheirsAndThatOfTheirResources() {
        assertEquals(List.of("scale", "create", "old"), listed(BOSS, ActivityFilter.of(Optional.empty(), "")));
        assertEquals(List.of("scale", "create"), listed(ANN, ofHello()), "not what an earlier hello went through");
        assertEquals(List.of("create"), listed(ANN, by("ann")), "not what another one of that name did");
        refused(ErrorCode.FORBIDDEN, BOB, ofHello());
        refused(ErrorCode.FORBIDDEN, BOB, by("ann"));
        refused(ErrorCode.FORBIDDEN, BOB, ActivityFilter.of(Optional.empty(), ""));
        refused(ErrorCode.UNAUTHENTICATED, Actor.anonymous("r", ""), ofHello());
        refused(ErrorCode.NOT_FOUND, new Actor(Actor.Kind.USER, "eve-id", "eve", false, "r", ""), ofHello());
    }

    @Test
    void whatIsDeletedKeepsItsActivity() {
        store.write(session -> {
            session.applications().delete("a");
            return null;
        });
        assertEquals(List.of("scale", "create", "old"), listed(BOSS, ofHello()));
        refused(ErrorCode.NOT_FOUND, ANN, ofHello());
    }

    @Test
    void anExportIsNotCutAtAPage() {
        IntStream.range(0, 2_500).forEach(i -> append(100, "a" + i, "ann-id", "ann"));
        List<Long> ids = new ArrayList<>();
        activities.export(BOSS, ofHello(), each -> ids.add(each.id()));
        assertEquals(IntStream.rangeClosed(1, 2_503).mapToObj(Long::valueOf).toList(), ids);
    }

    @Test
    void onlyWhatWasKeptForLongEnoughGoesAndInSteps() {
        IntStream.range(0, 1_200).forEach(i -> append(0, "a" + i, "ann-id", "ann"));
        MovingClock clock = new MovingClock();
        clock.pass(Duration.between(clock.instant(), BEGIN.plus(Duration.ofDays(400)).plusSeconds(15)));
        try (Housekeeping housekeeping = new Housekeeping(store, clock, Duration.ofDays(400), Duration.ofDays(30),
                Ownership.alone())) {
            assertEquals(Optional.of(Duration.ofSeconds(1)), housekeeping.run("all", "r"));
            List<Activity> left = new ArrayList<>();
            activities.export(BOSS, ActivityFilter.of(Optional.empty(), ""), left::add);
            assertEquals(203, left.size());
            assertEquals(Optional.of(Duration.ofHours(1)), housekeeping.run("all", "r"));
            assertEquals(List.of("scale"), listed(BOSS, ActivityFilter.of(Optional.empty(), "")));
        }
    }
}
