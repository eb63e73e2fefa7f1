package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.StatisticsRows.Doer;
import io.leengine.engine.store.StatisticsRows.Target;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Activity and statistics, on any database. */
abstract class HistoryContract extends TransactionContract {
    private static final LocalDate DAY = LocalDate.parse("2026-11-27");

    @Test
    void keepsWhoDidItAndWhatBecameOfIt() {
        Activity whole = new Activity(0, Samples.NOW, "ann", "u-ann", "user", "application.update",
            ResourceKind.APPLICATION, "one", "d", new TreeMap<>(Map.of("host", "a \"b\"")),
            new TreeMap<>(Map.of("host", "ü\n")), "192.0.2.1", "r", "ok");
        write(s -> s.journal().append(whole));
        Activity kept = read(s -> s.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 9)).getFirst();
        assertEquals(whole.numbered(kept.id()), kept);
    }

    @Test
    void findsActivityByActorActionAndTime() {
        for (int i = 0; i < 6; i++) {
            Activity each = new Activity(0, Samples.NOW.plusSeconds(i / 2), i % 2 == 0 ? "ann" : "bob",
                i % 2 == 0 ? "u-ann" : "u-bob", "user", "a" + i % 3, ResourceKind.IMAGE, "r" + i, "", new TreeMap<>(),
                new TreeMap<>(), "", "", "ok");
            write(s -> s.journal().append(each));
        }
        assertEquals("r4 r2 r0", found(filter("ann", "", "", null, null)));
        assertEquals("r5 r3 r1", found(filter("", "u-bob", "", null, null)));
        assertEquals("r5 r2", found(filter("", "", "a2", null, null)));
        assertEquals("r5 r4 r3 r2", found(filter("", "", "", Samples.NOW.plusSeconds(1), null)));
        assertEquals("r3 r2", found(filter("", "", "", Samples.NOW.plusSeconds(1), Samples.NOW.plusSeconds(2))));
        assertEquals("", found(filter("ann", "u-bob", "", null, null)));
    }

    private static ActivityFilter filter(String actor, String actorId, String action, Instant from, Instant to) {
        return new ActivityFilter(Optional.empty(), "", actor, actorId, action, Optional.ofNullable(from),
            Optional.ofNullable(to));
    }

    private String found(ActivityFilter filter) {
        List<Activity> newest = read(s -> s.journal().activity(filter, Long.MAX_VALUE, 9));
        List<Activity> oldest = new ArrayList<>();
        Optional<Activity> last = Optional.empty();
        do {
            Optional<Activity> after = last;
            List<Activity> some = read(s -> s.journal().activityFrom(filter, after, 1));
            oldest.addAll(some);
            last = some.stream().findFirst();
        } while (last.isPresent());
        assertEquals(newest.reversed(), oldest);
        return String.join(" ", newest.stream().map(Activity::resource).toList());
    }

    @Test
    void removesTheOldestActivityInSteps() {
        for (int i = 0; i < 5; i++) {
            Activity each = new Activity(0, Samples.NOW.plusSeconds(i), "ann", "a", ResourceKind.USER, "r" + i, "", "", "",
                "ok");
            write(s -> s.journal().append(each));
        }
        Instant before = Samples.NOW.plusSeconds(3);
        assertEquals(2, store().<Integer>write(s -> s.journal().deleteActivity(before, 2)).intValue());
        assertEquals("r4 r3 r2", found(filter("", "", "", null, null)));
        assertEquals(1, store().<Integer>write(s -> s.journal().deleteActivity(before, 2)).intValue());
        assertEquals(0, store().<Integer>write(s -> s.journal().deleteActivity(before, 2)).intValue());
        assertEquals("r4 r3", found(filter("", "", "", null, null)));
    }

    @Test
    void countsADayByUserApplicationAndCell() {
        Doer ann = new Doer("u-ann", "ann");
        Doer bob = new Doer("u-bob", "bob");
        Optional<Target> one = Optional.of(new Target("a-one", "one"));
        write(s -> {
            s.users().insert(Samples.user("bob"));
            s.applications().insert(Samples.application("one", true));
            s.statistics().count(DAY, CountedOperation.DEPLOY, ann, one, List.of("east", "west"));
            s.statistics().count(DAY, CountedOperation.DEPLOY, ann, one, List.of("west"));
            s.statistics().count(DAY.plusDays(1), CountedOperation.DEPLOY, bob, one, List.of());
            s.statistics().count(DAY.plusDays(1), CountedOperation.PUSH, bob, Optional.empty(), List.of());
            s.statistics().count(DAY.plusDays(9), CountedOperation.PUSH, bob, Optional.empty(), List.of());
        });
        assertEquals("27 DEPLOY 2, 28 DEPLOY 1, 28 PUSH 1", counts(true, OperationCount.By.ALL, NONE));
        assertEquals("27 DEPLOY 3, 27 PUSH 1", counts(false, OperationCount.By.ALL, NONE));
        assertEquals("27 ann DEPLOY 2, 28 bob DEPLOY 1, 28 bob PUSH 1", counts(true, OperationCount.By.USER, NONE));
        assertEquals("27 PUSH 1, 27 one DEPLOY 3", counts(false, OperationCount.By.APPLICATION, NONE));
        assertEquals("27 east DEPLOY 1, 27 west DEPLOY 2", counts(true, OperationCount.By.CELL, NONE));
        // Bob sees what he did; as a Reporter of the application what others did to it; as a Guest not.
        assertEquals("28 DEPLOY 1, 28 PUSH 1", counts(true, OperationCount.By.ALL, Optional.of("u-bob")));
        write(s -> s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-bob", Role.GUEST)));
        assertEquals("28 DEPLOY 1, 28 PUSH 1", counts(true, OperationCount.By.ALL, Optional.of("u-bob")));
        write(s -> s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-bob", Role.REPORTER)));
        assertEquals("27 DEPLOY 2, 28 DEPLOY 1, 28 PUSH 1", counts(true, OperationCount.By.ALL, Optional.of("u-bob")));
        write(s -> s.statistics().deleteBefore(DAY.plusDays(1)));
        assertEquals("28 DEPLOY 1, 28 PUSH 1", counts(true, OperationCount.By.ALL, NONE));
        assertEquals("", counts(true, OperationCount.By.CELL, NONE));
    }

    private String counts(boolean daily, OperationCount.By by, Optional<String> user) {
        return String.join(", ", read(s -> s.statistics().counts(DAY, DAY.plusDays(3), daily, by, user, 9)).stream()
            .map(each -> each.day().getDayOfMonth() + (each.name().isEmpty() ? "" : " " + each.name()) + " "
                + each.operation() + " " + each.count()).toList());
    }
}
