package io.leengine.loadbalancer.nginx;

import io.leengine.bus.etcd.Etcd;
import io.leengine.bus.etcd.EtcdPrograms;
import io.leengine.bus.etcd.StandaloneBus;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.tck.Ability;
import io.leengine.tck.LoadBalancerConformance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit on two nginx hosts and an etcd. A restart is one of the group's side and of both agents, which take over their nginx; it
 * and etcd run on.
 * Each test has a prefix of its own.
 */
class NginxGroupConformanceTest extends LoadBalancerConformance {
    private static final String GROUP = "public";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    private static Path data;
    private static Etcd etcd;

    @TempDir
    private Path folders;
    private final String prefix = "test-" + TESTS.incrementAndGet() + ":";
    private final List<RunningHost> hosts = new ArrayList<>();
    private StandaloneBus bus;

    /** After all that the kit does at the end of a test, which may be one more opening. */
    @RegisterExtension
    private final AfterEachCallback end = context -> {
        for (RunningHost host : hosts) {
            host.stop();
        }
    };

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = Etcd.plain(EtcdPrograms.any(), data.resolve("etcd")).start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    /** The kit opens its group before anything of this class could be called. */
    private void addHosts() {
        for (String name : List.of("one", "two")) {
            hosts.add(new RunningHost(GROUP, name, folders.resolve(name)));
        }
    }

    @Override
    protected LoadBalancer open() throws InterruptedException {
        if (hosts.isEmpty()) {
            addHosts();
        }
        bus = StandaloneBus.open("bus", prefix, etcd.address());
        for (RunningHost host : hosts) {
            host.follow(bus.bus());
        }
        BusOfName buses = new BusOfName();
        buses.added(bus.bus());
        NginxLoadBalancer group = new NginxLoadBalancer(new GroupOptions(GROUP, "bus",
            new UpstreamRanges(List.of("127.0.0.0/8")), LONG), buses);
        // A host that has not joined yet would begin without the kit's first domain.
        while (group.status(CallContext.of("test", LONG)).hosts().size() < hosts.size()) {
            Thread.yield();
        }
        return group;
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.RULES, Ability.CERTIFICATES, Ability.HOST_REPORTS);
    }

    @Override
    protected String tlsAddress() {
        return hosts.getLast().tlsAddress();
    }

    @Override
    protected String snippet() {
        return "add_header X-Snippet kit always;";
    }

    @Override
    protected void close(LoadBalancer opened) throws InterruptedException {
        ((NginxLoadBalancer) opened).close();
        hosts.forEach(RunningHost::unfollow);
        bus.close();
    }
}
