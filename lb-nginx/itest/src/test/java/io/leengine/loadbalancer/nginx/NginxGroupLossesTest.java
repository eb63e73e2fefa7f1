package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.bus.etcd.Etcd;
import io.leengine.bus.etcd.EtcdPrograms;
import io.leengine.bus.etcd.StandaloneBus;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.tck.HostClient;
import io.leengine.tck.HttpBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes go on while etcd, agents and masters are lost and come back, in an order of chance. What was confirmed is served at
 * once and nothing else is; in the end all that is wanted is; and no request fails that could have been answered.
 */
@Timeout(240)
class NginxGroupLossesTest {
    private static final String STEADY = "steady.example.org";
    private static final List<String> DOMAINS = List.of("a.example.org", "b.example.org", "c.example.org");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final int STEPS = 30;
    private static final int REQUESTS = 12;

    /** What may come next. */
    private enum Step {
        CHANGE, DELETE, ETCD_GOES, ETCD_COMES, AGENT_GOES, AGENT_COMES, MASTER_DIES, COMPACTION
    }

    @TempDir
    private Path folder;
    private final BusOfName buses = new BusOfName();
    private final List<HttpBackend> backends = new ArrayList<>();
    private final List<RunningHost> hosts = new ArrayList<>();
    private final Set<RunningHost> alone = new HashSet<>();
    /** The backends of each domain that is wanted. */
    private final Map<String, Set<String>> wanted = new TreeMap<>();
    private final Set<String> unconfirmed = new TreeSet<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private Etcd etcd;
    private boolean etcdIsThere = true;
    private StandaloneBus bus;
    private NginxLoadBalancer group;

    private static CallContext within(Duration limit) {
        return CallContext.of("test", limit);
    }

    @BeforeEach
    void open() throws Exception {
        for (String name : List.of("x", "y", "z")) {
            backends.add(new HttpBackend(name));
        }
        etcd = Etcd.plain(EtcdPrograms.any(), folder.resolve("etcd")).start();
        bus = StandaloneBus.open("bus", "test:", etcd.address());
        buses.added(bus.bus());
        group = new NginxLoadBalancer(new GroupOptions("public", "bus", new UpstreamRanges(List.of("127.0.0.0/8")), LONG), buses);
        for (String name : List.of("one", "two")) {
            RunningHost host = new RunningHost("public", name, folder.resolve(name));
            host.follow(bus.bus());
            hosts.add(host);
        }
        while (group.status(within(LONG)).hosts().size() < hosts.size()) {
            Thread.yield();
        }
        want(STEADY, Set.of("x", "y"));
        repeat(CALL);
    }

    @AfterEach
    void close() throws Exception {
        for (Load load : loads) {
            load.end();
        }
        group.close();
        for (RunningHost host : hosts) {
            if (!alone.contains(host)) {
                host.unfollow();
            }
            host.stop();
        }
        bus.close();
        etcd.close();
        backends.forEach(HttpBackend::close);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatIsWantedIsServedInTheEnd(long seed) throws Exception {
        Random random = new Random(seed);
        hosts.forEach(host -> loads.add(new Load(host.address(), STEADY, true)));
        for (int i = 0; i < STEPS; i++) {
            List<Step> possible = possible();
            Step step = possible.get(random.nextInt(possible.size()));
            history.add(step.toString());
            take(step, random);
            repeat(everythingIsThere() ? CALL : SHORT);
            assertServed(STEADY);
        }
        comeBack();
        assertEquals(Set.of(), unconfirmed, () -> "in the end: " + history);
        wanted.keySet().forEach(this::assertServed);
        for (Load load : loads) {
            assertEquals(Set.of("x", "y"), load.end().keySet(), () -> "through all of it: " + history);
        }
    }

    /** Changes are the most of it. */
    private List<Step> possible() {
        List<Step> steps = new ArrayList<>(List.of(Step.CHANGE, Step.CHANGE, Step.CHANGE, Step.CHANGE, Step.DELETE));
        steps.add(etcdIsThere ? Step.ETCD_GOES : Step.ETCD_COMES);
        if (etcdIsThere) {
            steps.add(Step.COMPACTION);
        }
        if (alone.size() < hosts.size()) {
            steps.add(Step.AGENT_GOES);
            steps.add(Step.MASTER_DIES);
        }
        if (!alone.isEmpty()) {
            steps.add(Step.AGENT_COMES);
        }
        return steps;
    }

    private void take(Step step, Random random) throws Exception {
        String domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
        switch (step) {
            case CHANGE -> want(domain, backends.stream().map(HttpBackend::name).filter(name -> random.nextInt(3) > 0)
                .collect(Collectors.toSet()));
            case DELETE -> {
                wanted.remove(domain);
                unconfirmed.add(domain);
            }
            case ETCD_GOES -> {
                etcd.kill();
                etcdIsThere = false;
            }
            case ETCD_COMES -> {
                etcd.start();
                etcdIsThere = true;
            }
            case AGENT_GOES -> {
                RunningHost host = one(random, hosts.stream().filter(each -> !alone.contains(each)).toList());
                host.unfollow();
                alone.add(host);
            }
            case AGENT_COMES -> follow(one(random, List.copyOf(alone)));
            case MASTER_DIES -> ProcessHandle.of(one(random, hosts.stream().filter(each -> !alone.contains(each)).toList())
                .nginx().state().master()).ifPresent(ProcessHandle::destroyForcibly);
            case COMPACTION -> etcd.compact();
        }
    }

    private static RunningHost one(Random random, List<RunningHost> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void follow(RunningHost host) throws InterruptedException {
        host.follow(bus.bus());
        alone.remove(host);
    }

    private boolean everythingIsThere() {
        return etcdIsThere && alone.isEmpty();
    }

    private void want(String domain, Set<String> names) {
        wanted.put(domain, names);
        unconfirmed.add(domain);
    }

    /** As the engine does: what was not confirmed is stated again, and what was is held to be so. */
    private void repeat(Duration limit) throws InterruptedException {
        for (String domain : List.copyOf(unconfirmed)) {
            try {
                state(domain, limit);
                unconfirmed.remove(domain);
                assertServed(domain);
            } catch (EngineException e) {
                assertTrue(e.code().retryable() || e.code() == ErrorCode.NOT_FOUND, () -> e + " after " + history);
            }
        }
    }

    private void state(String domain, Duration limit) throws InterruptedException {
        Set<String> names = wanted.get(domain);
        if (names == null) {
            group.deleteDomain(within(limit), domain);
            return;
        }
        group.applyDomain(within(limit), DomainSpec.of(domain));
        group.applyUpstreams(within(limit), domain,
            backends.stream().filter(each -> names.contains(each.name())).map(each -> each.upstream(1)).toList());
    }

    private void comeBack() throws Exception {
        if (!etcdIsThere) {
            etcd.start();
            etcdIsThere = true;
        }
        for (RunningHost host : List.copyOf(alone)) {
            follow(host);
        }
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!unconfirmed.isEmpty() && System.nanoTime() < deadline) {
            repeat(CALL);
        }
    }

    private void assertServed(String domain) {
        Set<String> names = wanted.get(domain);
        Set<String> expected = names == null ? Set.of("404") : names.isEmpty() ? Set.of("503") : names;
        for (RunningHost host : hosts) {
            assertEquals(expected, answers(host, domain), () -> domain + " on " + host.address() + " after " + history);
        }
    }

    private static Set<String> answers(RunningHost host, String domain) {
        Set<String> answers = new TreeSet<>();
        try (HostClient client = new HostClient(host.address())) {
            for (int i = 0; i < REQUESTS; i++) {
                HostClient.Answer answer = client.get(domain, "/");
                answers.add(answer.status() == 200 ? answer.body() : Integer.toString(answer.status()));
            }
        } catch (IOException e) {
            answers.add(e.toString());
        }
        return answers;
    }
}
