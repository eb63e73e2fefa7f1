package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.ownership.Membership;
import io.leengine.engine.ownership.Shards;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.spi.Seam;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines side by side in one world. Whatever changes it is checked, at that moment, to come from the key's owner. */
@Timeout(60)
class SeveralEnginesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Set<String> CHANGES = Set.of("applyNamespace", "deleteNamespace", "applyVersion", "deleteVersion",
        "stopInstance", "applyDomain", "applyUpstreams", "deleteDomain");
    private static final List<String> NAMES = IntStream.range(0, 12).mapToObj(i -> "app-" + i).toList();

    /** One engine, its clock, and what it was seen to change. */
    private final class Member implements AutoCloseable {
        private final String name;
        private final AtomicLong clock = new AtomicLong();
        private final Membership membership;
        private final TestEngine engine;
        private final ConcurrentLinkedQueue<String> changed = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch held = new CountDownLatch(0);
        private volatile CountDownLatch arrived = new CountDownLatch(1);

        Member(String name) {
            this.name = name;
            membership = new Membership(store, new RunningEngine("", name, name, 0, Instant.EPOCH),
                () -> name + "-" + lives.incrementAndGet(), clock::get);
            engine = new TestEngine(store, registry, membership);
            engine.seams.added(SeamKind.SCHEDULER, "a", watched(Scheduler.class, world.cell("a").plugin()));
            engine.seams.added(SeamKind.SCHEDULER, "b", watched(Scheduler.class, world.cell("b").plugin()));
            engine.seams.added(SeamKind.LOAD_BALANCER, "g", watched(LoadBalancer.class, world.group("g").plugin()));
            membership.round();
            members.add(this);
        }

        private <S extends Seam> S watched(Class<S> type, S plugin) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                try {
                    if (method.getName().equals("versions")) {
                        arrived.countDown();
                        held.await();
                    }
                    if (!CHANGES.contains(method.getName())) {
                        return method.invoke(plugin, arguments);
                    }
                    String key = key(arguments[1]);
                    changed.add(key);
                    String owner = store.read(session -> session.ownership().owners()).get(Shards.of(key));
                    if (!owner.equals(membership.id())) {
                        violations.add(name + " calls " + method.getName() + " for " + key + ", which is " + owner + "'s");
                    }
                    return method.invoke(plugin, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }));
        }

        private boolean isIdle() {
            return engine.reconciliation.queue().holder(() -> { }).idle(key -> true);
        }

        @Override
        public void close() {
            held.countDown();
            engine.close();
            membership.leave();
        }
    }

    private final World world = new World();
    private final MemoryStore store = new MemoryStore(true);
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final Desires desires = new Desires(store, world);
    private final AtomicLong lives = new AtomicLong();
    private final List<Member> members = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    private static String key(Object argument) {
        return switch (argument) {
            case NamespaceSpec namespace -> namespace.name();
            case VersionSpec version -> version.key().namespace();
            case VersionKey version -> version.namespace();
            case io.leengine.spi.loadbalancer.DomainSpec domain -> domain.host().replace(".localhost", "");
            default -> argument.toString().replace(".localhost", "");
        };
    }

    @BeforeEach
    void begin() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "a"));
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "b"));
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "g"));
            return null;
        });
        NAMES.forEach(name -> registry.push(name, "latest", name));
    }

    @AfterEach
    void end() {
        members.forEach(Member::close);
        assertEquals(List.of(), world.violations());
        assertEquals(List.of(), List.copyOf(violations));
    }

    private void pass(Duration time, Member... who) {
        for (Member member : who) {
            member.clock.addAndGet(time.toNanos());
            member.membership.watch();
            member.membership.round();
        }
    }

    /** Has rounds go on until each has its share: what still runs for a key keeps its shard for another round. */
    private void share(Member... who) throws InterruptedException {
        assertTrue(world.stepUntil(LIMIT, () -> {
            pass(Duration.ofSeconds(1), who);
            return List.of(who).stream().allMatch(member -> NAMES.stream().anyMatch(name -> owns(member, name)))
                && NAMES.stream().allMatch(name -> List.of(who).stream().filter(member -> owns(member, name)).count() == 1);
        }));
    }

    private static boolean owns(Member member, String name) {
        return member.membership.tenure(name).isPresent();
    }

    /** Tells the others what was changed on one, as the news from the database does. */
    private void tell() {
        members.forEach(member -> NAMES.forEach(member.engine.reconciliation.queue()::add));
    }

    private void settles() throws InterruptedException {
        tell();
        assertTrue(world.stepUntil(LIMIT, () -> desires.differences().isEmpty()), () -> desires.differences().toString());
    }

    private void deploy(Member by) throws InterruptedException {
        for (String name : NAMES) {
            by.engine.applications.create(TestEngine.OWNER, TestEngine.draft(name));
            by.engine.applications.deploy(TestEngine.OWNER, name, TestEngine.deployment(Map.of("a", 2, "b", 1), 100, false),
                Optional.empty());
        }
        settles();
    }

    private void scale(Member by, int each) {
        NAMES.forEach(name -> by.engine.applications.scale(TestEngine.OWNER, name, "v1", Map.of("a", each, "b", each),
            Optional.empty()));
    }

    private static Set<String> changed(Member member) {
        return member.changed.stream().collect(Collectors.toSet());
    }

    @Test
    void eachKeyIsOnesAndBothTakeRequestsForAll() throws Exception {
        Member one = new Member("one");
        Member two = new Member("two");
        pass(Duration.ofSeconds(1), one, two);
        pass(Duration.ofSeconds(1), one, two);
        deploy(one);
        scale(two, 3);
        settles();
        Set<String> both = changed(one);
        both.retainAll(changed(two));
        assertEquals(Set.of(), both, "done by both");
        assertTrue(!changed(one).isEmpty() && !changed(two).isEmpty(), "both do something");
        one.engine.applications.delete(TestEngine.OWNER, NAMES.getFirst(), Optional.empty());
        settles();
    }

    @Test
    void whatOneDoesGoesOnWhenItDies() throws Exception {
        Member one = new Member("one");
        Member two = new Member("two");
        pass(Duration.ofSeconds(1), one, two);
        pass(Duration.ofSeconds(1), one, two);
        deploy(one);
        scale(one, 4);
        tell();
        world.steps(3);
        // As dead as can be: it counts no more, and what it had begun ends with it.
        one.engine.close();
        two.changed.clear();
        for (int i = 0; i <= Membership.LEASE.toSeconds() + 1; i++) {
            pass(Duration.ofSeconds(1), two);
        }
        settles();
        assertEquals(NAMES.size(), NAMES.stream().filter(name -> two.membership.tenure(name).isPresent()).count());
    }

    @Test
    void whoWasPausedInTheMiddleOfARunChangesNothingMore() throws Exception {
        Member one = new Member("one");
        deploy(one);
        Member two = new Member("two");
        pass(Duration.ofSeconds(1), one, two);
        // It stops within a run, and its clock with it: it cannot know by itself that time passed.
        one.arrived = new CountDownLatch(1);
        one.held = new CountDownLatch(1);
        scale(one, 3);
        one.arrived.await();
        for (int i = 0; i <= Membership.LEASE.toSeconds() + 1; i++) {
            pass(Duration.ofSeconds(1), two);
        }
        settles();
        scale(two, 1);
        settles();
        one.changed.clear();
        one.held.countDown();
        assertTrue(world.stepUntil(LIMIT, one::isIdle));
        settles();
        assertEquals(List.of(), List.copyOf(one.changed), "changed by the one that was paused");
        // It finds out, joins anew and gets its share again.
        share(one, two);
        scale(one, 2);
        settles();
        assertTrue(!changed(one).isEmpty(), "it does something again");
    }
}
