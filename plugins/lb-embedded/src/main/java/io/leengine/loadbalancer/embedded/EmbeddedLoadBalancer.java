package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A load-balancer group of one host: this process. */
final class EmbeddedLoadBalancer implements LoadBalancer, AutoCloseable {
    private static final int SWEEP_SECONDS = 5;

    private final GroupSettings settings;
    private final StateFolder folder;
    private final Routes routes = new Routes();
    private final Drain drain = new Drain();
    private final HostNames hosts = new HostNames();
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("lb-timer").factory());
    private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();
    private final Listener listener;
    private final Proxy proxy;
    private volatile boolean closed;

    /** Serves at once what the folder holds. */
    EmbeddedLoadBalancer(GroupSettings settings) {
        this.settings = settings;
        this.folder = new StateFolder(settings.folder());
        for (StatedDomain stated : folder.load()) {
            Domain domain = new Domain(stated.spec(), settings.ioThreads(), drain);
            domain.replace(stated.upstreams());
            routes.put(stated.spec().host(), domain);
        }
        this.listener = new Listener(settings);
        Upstreams upstreams = new Upstreams(listener.buffers(), new HealthWatch(timer, probes), settings);
        this.proxy = new Proxy(routes, upstreams, settings.maxRequests());
        listener.serve(new HttpContinueReadHandler(proxy));
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweep() {
        List<LiveUpstream> all = new ArrayList<>();
        routes.all().forEach(domain -> all.addAll(domain.live()));
        listener.onEachThread(thread -> all.forEach(one -> one.idle().sweep(thread)));
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Health health() {
        if (closed) {
            return Health.down("The load balancer is stopping.");
        }
        return folder.unreadable() == 0 ? Health.up()
            : new Health(Health.State.DEGRADED,
                folder.unreadable() + " domains could not be read and wait to be stated again.");
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec spec) throws InterruptedException {
        while (true) {
            Domain domain = routes.find(spec.host());
            if (domain == null) {
                domain = new Domain(spec, settings.ioThreads(), drain);
                if (addDomain(context, domain)) {
                    return;
                }
            } else if (changeDomain(context, domain, spec)) {
                return;
            }
        }
    }

    private boolean addDomain(CallContext context, Domain domain) throws InterruptedException {
        String host = domain.spec().host();
        lock(context, domain);
        try {
            // It is found, locked, before it is kept: whoever else states the same host waits for that.
            if (!routes.add(host, domain)) {
                return false;
            }
            boolean kept = false;
            try {
                folder.save(new StatedDomain(domain.spec(), List.of()));
                kept = true;
            } finally {
                if (!kept) {
                    routes.remove(host, domain);
                }
            }
            return true;
        } finally {
            domain.changes().unlock();
        }
    }

    private boolean changeDomain(CallContext context, Domain domain, DomainSpec spec) throws InterruptedException {
        lock(context, domain);
        try {
            if (routes.find(spec.host()) != domain) {
                return false;
            }
            if (!domain.spec().equals(spec)) {
                folder.save(new StatedDomain(spec, domain.upstreams()));
                domain.spec(spec);
            }
            return true;
        } finally {
            domain.changes().unlock();
        }
    }

    @Override
    public void deleteDomain(CallContext context, String host) throws InterruptedException {
        Identifiers.host("host", host);
        Domain domain = routes.find(host);
        if (domain == null) {
            return;
        }
        lock(context, domain);
        try {
            if (routes.find(host) == domain) {
                folder.delete(host);
                domain.replace(List.of());
                confirm(context, domain);
                routes.remove(host, domain);
            }
        } finally {
            domain.changes().unlock();
        }
    }

    @Override
    public List<DomainStatus> domains(CallContext context) {
        return routes.all().stream().map(Domain::status)
            .sorted(Comparator.comparing((DomainStatus status) -> status.domain().host())).toList();
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        Identifiers.host("host", host);
        List<Upstream> next = List.copyOf(upstreams);
        next.forEach(one -> GroupSettings.literal(one.endpoint().address()));
        Domain domain = routes.find(host);
        if (domain == null) {
            throw EngineException.notFound("domain", host);
        }
        lock(context, domain);
        try {
            if (routes.find(host) != domain) {
                throw EngineException.notFound("domain", host);
            }
            if (!domain.upstreams().equals(next)) {
                folder.save(new StatedDomain(domain.spec(), next));
                domain.replace(next);
            }
            confirm(context, domain);
        } finally {
            domain.changes().unlock();
        }
    }

    /** Returns when no thread is sending to those that were left out, and their idle connections are closed. */
    private void confirm(CallContext context, Domain domain) throws InterruptedException {
        List<LiveUpstream> left = domain.unconfirmed();
        if (!left.isEmpty()) {
            listener.afterEachThread(context, thread -> left.forEach(one -> one.idle().closeAll(thread)));
            domain.confirmed(left);
        }
    }

    private void lock(CallContext context, Domain domain) throws InterruptedException {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
        }
        if (!domain.changes().tryLock(context.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new EngineException(ErrorCode.TIMEOUT, "Another change of " + domain.spec().host()
                + " did not end in time.");
        }
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        Domain domain = routes.find(host);
        return drain.await(context, host, Set.copyOf(endpoints), domain == null ? List.of() : domain.live());
    }

    @Override
    public GroupStatus status(CallContext context) {
        return new GroupStatus(hosts.addresses(settings.address(), listener.port()), List.of(hosts.local()));
    }

    /** Takes no more connections, lets the requests under way end, and leaves nothing behind. */
    @Override
    public void close() {
        closed = true;
        listener.stopAccepting();
        proxy.stopping();
        timer.shutdownNow();
        try {
            proxy.awaitIdle(settings.stopLimit());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            routes.all().forEach(domain -> domain.live()
                .forEach(one -> listener.onEachThread(thread -> one.idle().closeAll(thread))));
            listener.close();
            probes.shutdownNow();
        }
    }
}
