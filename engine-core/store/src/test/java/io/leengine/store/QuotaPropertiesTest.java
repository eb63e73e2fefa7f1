package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Version;
import io.leengine.engine.domain.Version.State;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is done, in whatever order: what is said to be used is what is there, and no quota is ever exceeded. */
class QuotaPropertiesTest {
    private static final List<String> USERS = List.of("ann", "bob");
    private static final Map<QuotaKind, Long> LIMITS = Map.of(QuotaKind.APPLICATIONS, 3L, QuotaKind.INSTANCES, 9L,
        QuotaKind.CPU, 2_000L, QuotaKind.MEMORY, 8L * (64 << 20), QuotaKind.IMAGE_STORAGE, 500L, QuotaKind.BUILDS, 2L);
    private static int databases;

    private QuietLibraries libraries;
    private SqlStore store;
    private QuotaWorld world;
    private Map<String, Actor> actors;

    @BeforeTry
    void open() {
        libraries = new QuietLibraries();
        store = new SqlStore(new DatabaseSettings("jdbc:h2:mem:quotas" + databases++, "leengine", "", 4));
        world = new QuotaWorld(store).withCells();
        actors = new HashMap<>();
        USERS.forEach(user -> actors.put(user, world.user(user)));
        world.limit(QuotaSubject.all(QuotaSubject.Kind.USER), LIMITS);
        store.write(session -> {
            session.imageGroups().insert(Samples.group("tools"));
            session.builds().insert(Samples.build("site"));
            session.members().put(Samples.member(ResourceKind.CODE_BUILD, "b-site", "u-ann", Role.OWNER));
            USERS.forEach(user -> session.members().put(Samples.member(ResourceKind.IMAGE_GROUP, "g-tools", "u-" + user,
                Role.MASTER)));
            return null;
        });
        world.limit(QuotaSubject.imageGroup("g-tools"), Map.of(QuotaKind.IMAGE_STORAGE, 300L));
    }

    @AfterTry
    void close() {
        world.close();
        store.close();
        libraries.close();
    }

    @Property(tries = 40)
    void whatIsUsedIsWhatIsThereAndNeverTooMuch(
            @ForAll @Size(min = 10, max = 40) List<@IntRange(max = 1_000_000) Integer> steps) {
        for (int step : steps) {
            Map<String, Map<QuotaKind, Long>> before = used();
            try {
                step(step % 14, step / 14);
            } catch (EngineException e) {
                assertTrue(Set.of(ErrorCode.QUOTA_EXCEEDED, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT,
                    ErrorCode.ALREADY_EXISTS, ErrorCode.INVALID, ErrorCode.FORBIDDEN).contains(e.code()), e.toString());
                assertEquals(before, used(), "a refusal leaves nothing");
            }
            Map<String, Map<QuotaKind, Long>> after = used();
            assertEquals(store.read(this::there), after);
            after.forEach((user, amounts) -> amounts.forEach((kind, amount) -> assertTrue(step % 14 == 5
                || amount <= Math.max(LIMITS.get(kind), before.get(user).get(kind)), user + " has " + amount + " " + kind)));
            assertTrue(world.used(QuotaSubject.imageGroup("g-tools")).getOrDefault(QuotaKind.IMAGE_STORAGE, 0L) <= 300);
        }
    }

    private Map<String, Map<QuotaKind, Long>> used() {
        Map<String, Map<QuotaKind, Long>> used = new HashMap<>();
        USERS.forEach(user -> {
            Map<QuotaKind, Long> whole = new EnumMap<>(QuotaKind.class);
            Map<QuotaKind, Long> some = world.used(QuotaSubject.user("u-" + user));
            EnumSet.allOf(QuotaKind.class).forEach(kind -> whole.put(kind, some.getOrDefault(kind, 0L)));
            used.put(user, whole);
        });
        return used;
    }

    private void step(int what, int how) {
        Actor actor = actors.get(USERS.get(how % 2));
        String name = "app" + how / 2 % 4;
        String version = "v" + (1 + how / 8 % 4);
        int east = how / 32 % 4;
        int west = how / 128 % 4;
        Applications all = world.applications;
        switch (what) {
            case 0, 1 -> all.create(actor, QuotaWorld.draft(name));
            case 2 -> all.deploy(actor, name, QuotaWorld.deployment(east, west, false), Optional.empty());
            case 3 -> all.deploy(actor, name, QuotaWorld.deployment(east, west, true), Optional.empty());
            case 4 -> all.scale(actor, name, version, Map.of("east", east, "west", west), Optional.empty());
            case 5 -> all.deleteVersion(actor, name, version, Optional.empty());
            case 6 -> all.rollBack(actor, name, Optional.of(version), Optional.empty());
            case 7 -> write(session -> session.applications().byName(name).ifPresent(application ->
                takenOver(session, session.applications().versions(application.id()))));
            case 8 -> write(session -> session.applications().byName(name).ifPresent(application ->
                session.applications().delete(application.id())));
            case 9 -> push(actor, how);
            case 10 -> world.registry.deleted(actor, "repository" + how / 2 % 3, "t" + how / 8 % 3);
            case 11 -> handOver(actor, how, name);
            case 12 -> world.images.move(actor, "repository" + how / 2 % 3,
                how / 8 % 3 == 0 ? Optional.empty() : Optional.of("tools"), Optional.empty());
            default -> run(how);
        }
    }

    private void write(java.util.function.Consumer<Session> work) {
        store.write(session -> {
            work.accept(session);
            return null;
        });
    }

    /** What the reconciler does when a successor is ready. */
    private static void takenOver(Session session, List<Version> versions) {
        versions.stream().filter(version -> version.state() == State.RETIRING).forEach(version ->
            session.applications().update(version.withState(State.DELETED, Optional.empty()).withWeight(0)));
    }

    private void push(Actor actor, int how) {
        String repository = "repository" + how / 2 % 3;
        world.registry.pushed(actor, repository, Optional.of("t" + how / 8 % 3), Samples.manifest("d" + how / 32 % 4),
            50L * (1 + how / 32 % 4));
    }

    private void handOver(Actor actor, int how, String name) {
        String heir = USERS.get(how / 8 % 2);
        switch (how / 16 % 3) {
            case 0 -> world.members.handOver(actor, ResourceKind.APPLICATION, name, heir);
            case 1 -> world.members.add(actor, ResourceKind.APPLICATION, name, heir, Role.OWNER, Optional.empty());
            default -> world.members.leave(actor, ResourceKind.APPLICATION, name);
        }
    }

    private void run(int how) {
        write(session -> {
            Optional<BuildRun> running = session.builds().openRuns().stream().findFirst();
            if (how % 3 == 0 && running.isPresent()) {
                session.builds().update(Samples.run("b-site", running.get().number(), BuildRun.State.FAILED));
                return;
            }
            int number = session.builds().lastNumber("b-site") + 1;
            QuotaGuard.within(session, QuotaGuard.charged(session, ResourceKind.CODE_BUILD, "b-site"),
                EnumSet.of(QuotaKind.BUILDS), () -> {
                    session.builds().insert(Samples.run("b-site", number, BuildRun.State.RUNNING));
                    return null;
                });
        });
    }

    /** Adds up by hand what is there, from the rows themselves. */
    private Map<String, Map<QuotaKind, Long>> there(Session session) {
        Map<String, Map<QuotaKind, Long>> there = new HashMap<>();
        USERS.forEach(user -> {
            Map<QuotaKind, Long> none = new EnumMap<>(QuotaKind.class);
            EnumSet.allOf(QuotaKind.class).forEach(kind -> none.put(kind, 0L));
            there.put(user, none);
        });
        session.applications().names().forEach(name -> {
            String id = session.applications().byName(name).orElseThrow().id();
            owner(session, ResourceKind.APPLICATION, id).map(there::get).ifPresent(amounts -> {
                List<Version> versions = session.applications().versions(id);
                amounts.merge(QuotaKind.APPLICATIONS, 1L, Long::sum);
                amounts.merge(QuotaKind.INSTANCES, larger(versions, Version::instances), Long::sum);
                amounts.merge(QuotaKind.CPU, larger(versions, version -> version.instances() * 250L), Long::sum);
                amounts.merge(QuotaKind.MEMORY, larger(versions, version -> version.instances() * (64L << 20)), Long::sum);
            });
        });
        session.images().list(Optional.empty(), "", Optional.empty(), 100).forEach(image ->
            owner(session, ResourceKind.IMAGE, image.id()).map(there::get).ifPresent(amounts -> {
                Map<String, Long> contents = new HashMap<>();
                for (ImagePush push : session.images().pushes(image.repository(), 100)) {
                    contents.put(push.digest().toString(), push.sizeBytes());
                }
                contents.values().forEach(bytes -> amounts.merge(QuotaKind.IMAGE_STORAGE, bytes, Long::sum));
            }));
        there.get("ann").put(QuotaKind.BUILDS, session.builds().openRuns().stream()
            .filter(run -> run.state() == BuildRun.State.RUNNING).count());
        return there;
    }

    private static long larger(List<Version> versions, ToLongFunction<Version> amount) {
        return Math.max(versions.stream().filter(each -> each.state() == State.LIVE).mapToLong(amount).sum(),
            versions.stream().filter(each -> each.state() == State.RETIRING).mapToLong(amount).sum());
    }

    private static Optional<String> owner(Session session, ResourceKind kind, String resource) {
        return session.members().list(kind, resource).stream().filter(member -> member.role() == Role.OWNER)
            .min(Comparator.comparing(Member::since).thenComparing(Member::user))
            .map(member -> member.user().substring("u-".length()));
    }
}
