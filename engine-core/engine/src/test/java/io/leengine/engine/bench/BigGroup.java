package io.leengine.engine.bench;

import io.leengine.model.EngineException;
import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A load-balancer group that takes everything at once, and lets one wait for what it is told. */
final class BigGroup implements LoadBalancer {
    private final Map<String, DomainSpec> domains = new TreeMap<>();
    private final Map<String, List<Upstream>> upstreams = new TreeMap<>();
    private int told;

    @Override
    public String name() {
        return "group";
    }

    @Override
    public synchronized void applyDomain(CallContext context, DomainSpec domain) {
        domains.put(domain.host(), domain);
    }

    @Override
    public synchronized void deleteDomain(CallContext context, String host) {
        domains.remove(host);
        upstreams.remove(host);
    }

    @Override
    public synchronized List<DomainStatus> domains(CallContext context) {
        return domains.values().stream().map(spec -> new DomainStatus(spec, upstreams.getOrDefault(spec.host(), List.of())
            .stream().map(each -> new DomainStatus.UpstreamStatus(each, true, 0, 0, 0)).toList())).toList();
    }

    @Override
    public synchronized void applyUpstreams(CallContext context, String host, Collection<Upstream> next) {
        if (!domains.containsKey(host)) {
            throw EngineException.notFound("domain", host);
        }
        upstreams.put(host, List.copyOf(next));
        told++;
        notifyAll();
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints) {
        return true;
    }

    @Override
    public GroupStatus status(CallContext context) {
        return new GroupStatus(List.of("127.0.0.1:80"), List.of("host"));
    }

    /** Waits until a domain is served by some upstreams. */
    synchronized void await(String host, Predicate<List<Upstream>> wanted, Duration limit) throws InterruptedException {
        await(() -> wanted.test(upstreams.getOrDefault(host, List.of())), limit);
    }

    /** Waits until this was told upstreams so many times. */
    synchronized void awaitTold(int count, Duration limit) throws InterruptedException {
        await(() -> told >= count, limit);
    }

    synchronized int told() {
        return told;
    }

    /** Waits until so many upstreams are served in all. */
    synchronized void awaitServed(int count, Duration limit) throws InterruptedException {
        await(() -> upstreams.values().stream().mapToInt(List::size).sum() >= count, limit);
    }

    private void await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("It did not come to pass in " + limit);
            }
            wait(Math.min(left, 1_000));
        }
    }
}
