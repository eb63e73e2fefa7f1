package io.leengine.engine.sim;

import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A load balancer of a {@link SimulatedGroup}, until it is closed. */
public final class GroupPlugin implements LoadBalancer, RuleKeeping, CertificateKeeping, HostReporting, AutoCloseable {
    private final SimulatedGroup group;
    private boolean closed;

    GroupPlugin(SimulatedGroup group) {
        this.group = group;
    }

    private void check() {
        if (closed || group.silent()) {
            throw World.unavailable(group.name());
        }
    }

    private <T> T call(Supplier<T> work) throws InterruptedException {
        group.world.lock.lockInterruptibly();
        try {
            check();
            return work.get();
        } finally {
            group.world.lock.unlock();
        }
    }

    private void run(Runnable work) throws InterruptedException {
        call(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public String name() {
        return group.name();
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec domain) throws InterruptedException {
        run(() -> group.applyDomain(domain));
    }

    @Override
    public void deleteDomain(CallContext context, String host) throws InterruptedException {
        run(() -> group.deleteDomain(host));
    }

    @Override
    public List<DomainStatus> domains(CallContext context) throws InterruptedException {
        return call(group::domains);
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        run(() -> group.applyUpstreams(host, upstreams));
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        group.world.lock.lockInterruptibly();
        try {
            while (true) {
                check();
                if (endpoints.stream().allMatch(endpoint -> group.active(endpoint) == 0)) {
                    return true;
                }
                long left = context.remaining().toNanos();
                if (left <= 0) {
                    return false;
                }
                group.world.changed.await(left, TimeUnit.NANOSECONDS);
            }
        } finally {
            group.world.lock.unlock();
        }
    }

    @Override
    public GroupStatus status(CallContext context) throws InterruptedException {
        return call(() -> new GroupStatus(List.of("127.0.0.1:7480"), List.of("host"), "lb.example.org",
            List.of("192.0.2.80")));
    }

    @Override
    public Set<DomainFeature> features() {
        return group.features();
    }

    @Override
    public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
        run(() -> group.applyCertificate(certificate));
    }

    @Override
    public void deleteCertificate(CallContext context, String name) throws InterruptedException {
        run(() -> group.deleteCertificate(name));
    }

    @Override
    public List<String> certificates(CallContext context) throws InterruptedException {
        return call(() -> List.copyOf(group.certificates().keySet()));
    }

    @Override
    public List<HostReport> hosts(CallContext context) throws InterruptedException {
        return call(() -> List.of(new HostReport("host", List.of("127.0.0.1:7480"), true, Map.of(), Map.of())));
    }

    @Override
    public List<Effect> effects(CallContext context, String host) throws InterruptedException {
        return call(() -> {
            group.requireDomain(host);
            return List.of(new Effect("host", true, Optional.of(Duration.ofMillis(7)), Optional.empty()));
        });
    }

    @Override
    public String rendered(CallContext context, String host) throws InterruptedException {
        return call(() -> group.requireDomain(host).toString());
    }

    @Override
    public void close() {
        group.world.locked(() -> {
            closed = true;
            group.world.changed.signalAll();
            return null;
        });
    }
}
