package io.leengine.loadbalancer.nginx;

import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.tck.InMemoryBus;
import io.leengine.tck.LoadBalancerConformance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The kit on two nginx hosts; a restart is one of the group's side and of both agents. */
class NginxGroupConformanceTest extends LoadBalancerConformance {
    private static final String GROUP = "public";

    @TempDir
    private Path folders;
    private final InMemoryBus.Store store = new InMemoryBus.Store();
    private final List<RunningHost> hosts = new ArrayList<>();
    private InMemoryBus bus;

    /** After all that the kit does at the end of a test, which may be one more opening. */
    @RegisterExtension
    private final AfterEachCallback end = context -> {
        for (RunningHost host : hosts) {
            host.stop();
        }
    };

    /** The kit opens its group before anything of this class could be called. */
    private void startHosts() throws InterruptedException {
        for (String name : List.of("one", "two")) {
            hosts.add(new RunningHost(GROUP, name, folders.resolve(name)));
        }
    }

    @Override
    protected LoadBalancer open() throws InterruptedException {
        if (hosts.isEmpty()) {
            startHosts();
        }
        bus = new InMemoryBus("bus", store);
        for (RunningHost host : hosts) {
            host.follow(bus);
        }
        BusOfName buses = new BusOfName();
        buses.added(bus);
        NginxLoadBalancer group = new NginxLoadBalancer(new GroupOptions(GROUP, "bus", Duration.ofMinutes(1)), buses);
        CallContext context = CallContext.of("test", Duration.ofSeconds(30));
        // A host that has not joined yet would begin without the kit's first domain.
        while (group.status(context).hosts().size() < hosts.size()) {
            Thread.yield();
        }
        return group;
    }

    @Override
    protected void close(LoadBalancer opened) {
        ((NginxLoadBalancer) opened).close();
        hosts.forEach(RunningHost::unfollow);
        bus.close();
    }
}
