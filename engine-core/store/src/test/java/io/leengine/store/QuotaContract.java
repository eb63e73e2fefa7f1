package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version.State;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Quotas, on any database: what the rows do, and what holds when many ask at once. */
abstract class QuotaContract extends HistoryContract {
    private static final int REQUESTS = 50;
    private static final QuotaSubject ANN = QuotaSubject.user("u-ann");

    /** Returns the database's name, for what is printed. */
    abstract String database();

    /** Opens a connection of the test's own; the store stays as it is. */
    abstract Connection connection() throws SQLException;

    @Test
    void keepsLimits() {
        Quota quota = new Quota(ANN, Map.of(QuotaKind.CPU, 7L, QuotaKind.BUILDS, Quota.NO_LIMIT), 3);
        assertEquals(Quota.none(ANN), read(s -> s.quotas().find(ANN)));
        assertEquals(Quota.none(ANN), store().write(s -> s.quotas().lock(ANN)));
        write(s -> s.quotas().put(quota));
        assertEquals(quota, read(s -> s.quotas().find(ANN)));
        assertEquals(quota, store().write(s -> s.quotas().lock(ANN)));
        write(s -> s.quotas().put(new Quota(ANN, Map.of(), 4)));
        assertEquals(new Quota(ANN, Map.of(), 4), read(s -> s.quotas().find(ANN)));
        assertEquals(Quota.none(QuotaSubject.imageGroup("u-ann")),
            read(s -> s.quotas().find(QuotaSubject.imageGroup("u-ann"))));
    }

    @Test
    void addsUpWhatTheFirstOwnerHas() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.users().insert(Samples.user("bob"));
            s.applications().insert(Samples.application("one", true));
            s.applications().insert(Samples.version("a-one", 1, State.RETIRING));
            s.applications().insert(Samples.version("a-one", 2, State.LIVE));
            s.applications().insert(Samples.version("a-one", 3, State.DELETED));
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-ann", Role.OWNER));
        });
        // Five instances come and five go: the larger side counts.
        assertEquals("1 5 1250 " + 5 * (256L << 20), usedByApplications("u-ann"));
        write(s -> s.applications().update(Samples.version("a-one", 2, State.LIVE).withCells(Map.of("east", 1))));
        assertEquals("1 5 1250 " + 5 * (256L << 20), usedByApplications("u-ann"));
        write(s -> s.applications().update(Samples.version("a-one", 1, State.LIVE)));
        assertEquals("1 6 1500 " + 6 * (256L << 20), usedByApplications("u-ann"));
        // A second Owner takes nothing over; when the first one is no Owner any more, all of it.
        write(s -> s.members().put(new Member(ResourceKind.APPLICATION, "a-one", "u-bob", Role.OWNER,
            Samples.NOW.plusSeconds(1))));
        assertEquals("0 0 0 0", usedByApplications("u-bob"));
        assertEquals(Optional.of("u-ann"), read(s -> s.quotas().charged(ResourceKind.APPLICATION, "a-one")));
        write(s -> s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-ann", Role.MASTER)));
        assertEquals("0 0 0 0", usedByApplications("u-ann"));
        assertEquals("1 6 1500 " + 6 * (256L << 20), usedByApplications("u-bob"));
        assertEquals(Optional.of("u-bob"), read(s -> s.quotas().charged(ResourceKind.APPLICATION, "a-one")));
        write(s -> s.applications().delete("a-one"));
        assertEquals("0 0 0 0", usedByApplications("u-bob"));
    }

    private String usedByApplications(String user) {
        Map<QuotaKind, Long> used = read(s -> s.quotas().used(QuotaSubject.Kind.USER, List.of("u-x", user),
            QuotaKind.ofApplications())).getOrDefault(user, Map.of());
        return used.getOrDefault(QuotaKind.APPLICATIONS, 0L) + " " + used.getOrDefault(QuotaKind.INSTANCES, 0L) + " "
            + used.getOrDefault(QuotaKind.CPU, 0L) + " " + used.getOrDefault(QuotaKind.MEMORY, 0L);
    }

    @Test
    void addsUpWhatTagsHoldOnceForEachContent() {
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.imageGroups().insert(Samples.group("tools"));
            Image image = Samples.image("team/x", false).in(Optional.of("tools"));
            s.images().insert(image);
            s.images().insert(Samples.image("team/y", false));
            s.members().put(Samples.member(ResourceKind.IMAGE, image.id(), "u-ann", Role.OWNER));
            s.members().put(Samples.member(ResourceKind.IMAGE, "i-team/y", "u-ann", Role.OWNER));
            s.images().put(new ImagePush("team/x", "1", Samples.digest("1"), 100, Samples.NOW, "ann"));
            s.images().put(new ImagePush("team/x", "latest", Samples.digest("1"), 100, Samples.NOW, "ann"));
            s.images().put(new ImagePush("team/x", "2", Samples.digest("2"), 30, Samples.NOW, "ann"));
            s.images().put(new ImagePush("team/y", "1", Samples.digest("1"), 100, Samples.NOW, "ann"));
        });
        assertEquals(230L, bytes(ANN));
        assertEquals(130L, bytes(QuotaSubject.imageGroup("g-tools")));
        write(s -> s.images().deletePush("team/x", "latest"));
        assertEquals(130L, bytes(QuotaSubject.imageGroup("g-tools")));
        write(s -> s.images().deletePush("team/x", "1"));
        assertEquals(30L, bytes(QuotaSubject.imageGroup("g-tools")));
        assertEquals(130L, bytes(ANN));
        assertEquals(Samples.digest("2"), read(s -> s.images().push("team/x", "2")).orElseThrow().digest());
        assertEquals(Optional.empty(), read(s -> s.images().push("team/x", "1")));
        write(s -> s.images().delete("i-team/x"));
        assertEquals(100L, bytes(ANN));
        assertEquals(0L, bytes(QuotaSubject.imageGroup("g-tools")));
    }

    private long bytes(QuotaSubject subject) {
        return read(s -> s.quotas().used(subject.kind(), List.of(subject.id()), EnumSet.of(QuotaKind.IMAGE_STORAGE)))
            .getOrDefault(subject.id(), Map.of()).getOrDefault(QuotaKind.IMAGE_STORAGE, 0L);
    }

    @Test
    void tellsWhatEachCellIsToRun() {
        write(s -> {
            s.applications().insert(Samples.application("one", true));
            s.applications().insert(Samples.version("a-one", 1, State.RETIRING));
            s.applications().insert(Samples.version("a-one", 2, State.LIVE));
            s.applications().insert(Samples.version("a-one", 3, State.DELETED));
        });
        assertEquals(Map.of("east", new Allocation(4, 1_000, 4 * (256L << 20)),
            "west", new Allocation(6, 1_500, 6 * (256L << 20))), read(s -> s.applications().allocated()));
    }

    @Test
    void learnsHowManyInstancesEarlierVersionsHave() throws Exception {
        write(s -> {
            for (String cell : List.of("east", "west", "we")) {
                s.parts().insert(new Part(SeamKind.SCHEDULER, cell, "p", new TreeMap<>(), 1, Samples.NOW, 1));
            }
            s.applications().insert(Samples.application("one", true));
            s.applications().insert(Samples.version("a-one", 1, State.LIVE).withCells(Map.of("east", 2, "west", 13)));
            s.applications().insert(Samples.version("a-one", 2, State.LIVE).withCells(Map.of("west", 1, "we", 100)));
            s.applications().insert(Samples.version("a-one", 3, State.LIVE).withCells(Map.of("east", 0)));
        });
        String migration = migration();
        int begin = migration.indexOf("update app_version");
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            statement.execute("update app_version set instances = 0");
            statement.execute(migration.substring(begin, migration.indexOf(';', begin)));
            try (ResultSet rows = statement.executeQuery("select instances from app_version order by number")) {
                List<Integer> counts = new ArrayList<>();
                while (rows.next()) {
                    counts.add(rows.getInt(1));
                }
                assertEquals(List.of(15, 101, 0), counts);
            }
        }
    }

    private static String migration() throws IOException {
        try (InputStream in = Schema.class.getResourceAsStream("migrations/V5__activity_quotas_statistics.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void neverLetsMoreApplicationsBeCreatedThanAQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            Actor ann = world.user("ann");
            race(world, ANN, QuotaKind.APPLICATIONS, 20, 1, i ->
                world.applications.create(ann, QuotaWorld.draft("app" + i)));
        }
    }

    @Test
    void neverLetsMoreInstancesBeAskedForThanAQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store()).withCells()) {
            Actor ann = world.user("ann");
            for (int i = 0; i < REQUESTS; i++) {
                world.applications.create(ann, QuotaWorld.draft("app" + i));
            }
            race(world, ANN, QuotaKind.INSTANCES, 7, 3, i ->
                world.applications.deploy(ann, "app" + i, QuotaWorld.deployment(2, 1, false), Optional.empty()));
            // The quota of all users holds as one's own does, here for scaling, by one who is no Owner.
            Actor boss = new Actor(Actor.Kind.USER, "u-boss", "boss", true, "test", "");
            List<String> running = store().read(s -> s.applications().names()).stream().filter(name -> world.applications
                .get(ann, name).versions().stream().anyMatch(version -> version.version().wanted())).toList();
            world.limit(ANN, Map.of());
            world.limit(QuotaSubject.all(QuotaSubject.Kind.USER), Map.of(QuotaKind.MEMORY, 24L * (64 << 20)));
            AtomicInteger allowed = new AtomicInteger();
            at(running.size(), i -> world.applications.scale(boss, running.get(i), "v1", 4, Optional.empty()), allowed);
            assertEquals(3, allowed.get());
            assertEquals(24L * (64 << 20), world.used(ANN).get(QuotaKind.MEMORY));
        }
    }

    @Test
    void neverLetsMoreBePushedThanAQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            Actor ann = world.user("ann");
            write(s -> {
                s.imageGroups().insert(Samples.group("tools"));
                for (int i = 0; i < REQUESTS; i++) {
                    Image image = Samples.image("team/x" + i, false).in(Optional.of("tools"));
                    s.images().insert(image);
                    s.members().put(Samples.member(ResourceKind.IMAGE, image.id(), "u-ann", Role.OWNER));
                }
            });
            race(world, QuotaSubject.imageGroup("g-tools"), QuotaKind.IMAGE_STORAGE, 12, 1_000, i -> world.registry.pushed(
                ann, "team/x" + i, Optional.of("1"), Samples.manifest("c" + i), 1_000));
            race(world, ANN, QuotaKind.IMAGE_STORAGE, 15, 1_000, i -> world.registry.pushed(ann, "own/x" + i,
                Optional.of("1"), Samples.manifest("c" + i), 1_000), 12_000);
        }
    }

    @Test
    void neverLetsMoreRunsGoOnThanAQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            world.user("ann");
            write(s -> {
                s.builds().insert(Samples.build("site"));
                s.members().put(Samples.member(ResourceKind.CODE_BUILD, "b-site", "u-ann", Role.OWNER));
                for (int i = 1; i <= REQUESTS; i++) {
                    s.builds().insert(Samples.run("b-site", i, BuildRun.State.QUEUED));
                }
            });
            race(world, ANN, QuotaKind.BUILDS, 5, 1, i -> write(s -> QuotaGuard.within(s,
                QuotaGuard.charged(s, ResourceKind.CODE_BUILD, "b-site"), EnumSet.of(QuotaKind.BUILDS), () -> {
                    s.builds().update(Samples.run("b-site", i + 1, BuildRun.State.RUNNING));
                    return null;
                })));
        }
    }

    @Test
    void neverLetsMoreBeHandedOverThanTheHeirsQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store()).withCells()) {
            Actor ann = world.user("ann");
            world.user("bob");
            for (int i = 0; i < REQUESTS; i++) {
                world.applications.create(ann, QuotaWorld.draft("app" + i));
                world.applications.deploy(ann, "app" + i, QuotaWorld.deployment(2, 1, false), Optional.empty());
            }
            race(world, QuotaSubject.user("u-bob"), QuotaKind.INSTANCES, 6, 3, i ->
                world.members.handOver(ann, ResourceKind.APPLICATION, "app" + i, "bob"));
            assertEquals((REQUESTS - 6) * 3L, world.used(ANN).get(QuotaKind.INSTANCES));
        }
    }

    @Test
    void neverLetsMoreBeMovedIntoAGroupThanItsQuotaAllows() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            Actor ann = world.user("ann");
            write(s -> {
                s.imageGroups().insert(Samples.group("tools"));
                s.members().put(Samples.member(ResourceKind.IMAGE_GROUP, "g-tools", "u-ann", Role.MASTER));
            });
            for (int i = 0; i < REQUESTS; i++) {
                world.registry.pushed(ann, "team/x" + i, Optional.of("1"), Samples.manifest("c" + i), 1_000);
            }
            race(world, QuotaSubject.imageGroup("g-tools"), QuotaKind.IMAGE_STORAGE, 9, 1_000, i ->
                world.images.move(ann, "team/x" + i, Optional.of("tools"), Optional.empty()));
        }
    }

    private void race(QuotaWorld world, QuotaSubject subject, QuotaKind kind, int most, long each, IntConsumer request)
            throws Exception {
        race(world, subject, kind, most, each, request, 0);
    }

    /** Fifty ask at once for so much each; exactly as many get it as there is room for. */
    private void race(QuotaWorld world, QuotaSubject subject, QuotaKind kind, int most, long each, IntConsumer request,
            long already) throws Exception {
        world.limit(subject, Map.of(kind, already + most * each + each - 1));
        AtomicInteger allowed = new AtomicInteger();
        Duration took = at(REQUESTS, request, allowed);
        long used = world.used(subject).get(kind);
        System.out.println("quota race: " + REQUESTS + " requests, " + allowed + " allowed, "
            + Math.max(0, (used - already) / each - most) + " over on " + database() + " (" + kind.field() + " of a "
            + subject.kind().words() + ", " + took.toMillis() + " ms)");
        assertEquals(most, allowed.get());
        assertEquals(already + most * each, used);
    }

    private Duration at(int requests, IntConsumer request, AtomicInteger allowed) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Throwable> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    request.accept(number);
                    allowed.incrementAndGet();
                } catch (EngineException e) {
                    if (e.code() != ErrorCode.QUOTA_EXCEEDED) {
                        wrong.add(e);
                    }
                } catch (InterruptedException | RuntimeException | Error e) {
                    wrong.add(e);
                }
            }));
        }
        long begin = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(List.of(), wrong);
        return took;
    }

    /** One user's requests come one after the other; those of others must not wait for them. */
    @Test
    void holdsUpNobodyElse() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            Actor ann = world.user("ann");
            Actor bob = world.user("bob");
            world.limit(QuotaSubject.all(QuotaSubject.Kind.USER), Map.of(QuotaKind.APPLICATIONS, 100L));
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Thread holder = Thread.ofVirtual().start(() -> write(s -> QuotaGuard.within(s, QuotaGuard.own(ann),
                EnumSet.of(QuotaKind.APPLICATIONS), () -> {
                    held.countDown();
                    assertTrue(awaited(done));
                    return null;
                })));
            assertTrue(awaited(held));
            world.applications.create(bob, QuotaWorld.draft("bobs"));
            done.countDown();
            holder.join();
            world.applications.create(ann, QuotaWorld.draft("anns"));
            assertEquals(1L, world.used(QuotaSubject.user("u-bob")).get(QuotaKind.APPLICATIONS));
        }
    }

    @Test
    void measuresWhatAQuotaCosts() throws Exception {
        try (QuotaWorld world = new QuotaWorld(store())) {
            List<Actor> users = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                users.add(world.user("user" + i));
            }
            rounds(world, users, "warm");
            Duration without = rounds(world, users, "without");
            world.limit(QuotaSubject.all(QuotaSubject.Kind.USER), Map.of(QuotaKind.APPLICATIONS, 1_000L));
            Duration with = rounds(world, users, "with");
            System.out.println("quota cost: 300 creates by 50 users at once on " + database() + ": " + without.toMillis()
                + " ms without a quota, " + with.toMillis() + " ms with");
            assertEquals(18L, world.used(QuotaSubject.user("u-user7")).get(QuotaKind.APPLICATIONS));
        }
    }

    private Duration rounds(QuotaWorld world, List<Actor> users, String name) throws InterruptedException {
        int rounds = 6;
        AtomicInteger made = new AtomicInteger();
        Duration took = at(users.size(), i -> {
            for (int round = 0; round < rounds; round++) {
                world.applications.create(users.get(i), QuotaWorld.draft(name + "-" + i + "-" + round));
            }
        }, made);
        assertEquals(users.size(), made.get());
        return took;
    }

    @Test
    void writesWhatChangedAndNoSecret() {
        try (QuotaWorld world = new QuotaWorld(store()).withCells()) {
            Actor ann = world.user("ann");
            world.applications.create(ann, QuotaWorld.draft("one"));
            world.applications.deploy(ann, "one", QuotaWorld.deployment(1, 1, false), Optional.empty());
            world.applications.scale(ann, "one", "v1", Map.of("east", 2, "west", 1), Optional.empty());
            List<Activity> all = read(s -> s.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 9));
            assertEquals(Map.of("v1.cells", "{east=1, west=1}"), all.getFirst().before());
            assertEquals(Map.of("v1.cells", "{east=2, west=1}"), all.getFirst().after());
            Activity deploy = all.get(1);
            assertEquals("u-ann user", deploy.actorId() + " " + deploy.actorKind());
            assertEquals("250 *** live", deploy.after().get("v1.cpuMillis") + " "
                + deploy.after().get("v1.environment.TOKEN") + " " + deploy.after().get("v1.state"));
            assertTrue(all.stream().noneMatch(each -> each.toString().contains("hush-hush")));
            assertEquals("application.deploy ok", deploy.action() + " " + deploy.result());
            assertEquals("DEPLOY east 1, DEPLOY west 1, SCALE east 1, SCALE west 1", String.join(", ", read(s ->
                s.statistics().counts(LocalDate.EPOCH, LocalDate.MAX.withYear(9_999), false, OperationCount.By.CELL,
                    NONE, 9)).stream().map(each -> each.operation() + " " + each.name() + " " + each.count()).sorted()
                .toList()));
        }
    }

    @Test
    void refusesInWordsThatSayWhichLimitAndLeavesThatInActivity() {
        try (QuotaWorld world = new QuotaWorld(store()).withCells()) {
            Actor ann = world.user("ann");
            world.applications.create(ann, QuotaWorld.draft("one"));
            world.limit(ANN, Map.of(QuotaKind.INSTANCES, 4L));
            world.applications.deploy(ann, "one", QuotaWorld.deployment(2, 1, false), Optional.empty());
            EngineException refusal = assertThrows(EngineException.class, () ->
                world.applications.scale(ann, "one", "v1", Map.of("east", 3, "west", 2), Optional.empty()));
            assertEquals(ErrorCode.QUOTA_EXCEEDED, refusal.code());
            assertEquals(Optional.of("instances"), refusal.field());
            assertEquals("The quota of the user ann is 4 instances; 3 are used, and this asks for 2 more.",
                refusal.getMessage());
            Activity last = read(s -> s.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 1)).getFirst();
            assertEquals("application.scale one QUOTA_EXCEEDED", last.action() + " " + last.resource() + " "
                + last.result());
            // A successor of the same size, and the way back, need no room of their own.
            world.applications.deploy(ann, "one", QuotaWorld.deployment(2, 1, true), Optional.empty());
            world.applications.rollBack(ann, "one", Optional.of("v1"), Optional.empty());
            assertEquals(3L, world.used(ANN).get(QuotaKind.INSTANCES));
            // Below what is used: less is allowed all the same.
            world.applications.deleteVersion(ann, "one", "v2", Optional.empty());
            world.limit(ANN, Map.of(QuotaKind.INSTANCES, 1L));
            world.applications.scale(ann, "one", "v1", Map.of("east", 1, "west", 1), Optional.empty());
            assertThrows(EngineException.class, () ->
                world.applications.scale(ann, "one", "v1", Map.of("east", 2, "west", 1), Optional.empty()));
        }
    }
}
