package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.Attachment;
import io.leengine.loadbalancer.embedded.listener.Listeners;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.XnioIoThread;

/** A load-balancer group of one host: this process. */
final class EmbeddedLoadBalancer implements LoadBalancer {
    private static final Logger LOG = System.getLogger(EmbeddedLoadBalancer.class.getName());
    private static final Duration THREADS_PASS = Duration.ofSeconds(2);
    private static final int SWEEP_SECONDS = 5;

    private final GroupSettings settings;
    private final StateFolder folder;
    private final Routes routes = new Routes();
    private final Drain drain = new Drain();
    private final HostNames hosts = new HostNames();
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("lb-timer").factory());
    private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();
    private final Upstreams upstreams;
    private final Proxy proxy;
    private final Entry entry;
    private volatile boolean closed;

    /** Serves what the folder holds, at once unless the port is taken. */
    EmbeddedLoadBalancer(Listeners listeners, GroupSettings settings) {
        this.settings = settings;
        this.folder = new StateFolder(settings.folder());
        for (StatedDomain stated : folder.load()) {
            Domain domain = new Domain(stated.spec(), settings.ioThreads(), drain);
            domain.replace(stated.upstreams());
            routes.put(stated.spec().host(), domain);
        }
        this.upstreams = new Upstreams(new HealthWatch(timer, probes), settings);
        this.proxy = new Proxy(routes, upstreams, drain, settings.maxRequests());
        this.entry = new Entry(listeners, settings.listener(), proxy, timer);
        entry.open();
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweep() {
        List<LiveUpstream> all = new ArrayList<>();
        routes.all().forEach(domain -> all.addAll(domain.live()));
        entry.attachment().ifPresent(attachment ->
            attachment.onEachThread(thread -> all.forEach(one -> one.idle().sweep(thread))));
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
        return entry.failure().map(failure -> Health.down(failure.getMessage())).orElseGet(this::folderHealth);
    }

    private Health folderHealth() {
        return folder.unreadable() == 0 ? Health.up()
            : new Health(Health.State.DEGRADED,
                folder.unreadable() + " domains could not be read and wait to be stated again.");
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec spec) throws InterruptedException {
        spec.rules().requireOnly(Set.of());
        enter(context);
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
        enter(context);
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
        enter(context);
        return routes.all().stream().map(Domain::status)
            .sorted(Comparator.comparing((DomainStatus status) -> status.domain().host())).toList();
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        Identifiers.host("host", host);
        List<Upstream> next = List.copyOf(upstreams);
        next.forEach(one -> GroupSettings.literal(one.endpoint().address()));
        enter(context);
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
            Optional<Attachment> attachment = entry.attachment();
            if (attachment.isPresent()) {
                attachment.get().afterEachThread(context.remaining(),
                    thread -> left.forEach(one -> one.idle().closeAll(thread)));
            }
            domain.confirmed(left);
        }
    }

    private void lock(CallContext context, Domain domain) throws InterruptedException {
        mustBeOpen();
        if (!domain.changes().tryLock(context.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new EngineException(ErrorCode.TIMEOUT, "Another change of " + domain.spec().host()
                + " did not end in time.");
        }
    }

    private void enter(CallContext context) {
        mustBeOpen();
        context.check("The call to the load balancer");
    }

    private void mustBeOpen() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
        }
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        mustBeOpen();
        Set<Endpoint> awaited = Set.copyOf(endpoints);
        if (!drain.await(context, host, awaited, proxy.present(host))) {
            return false;
        }
        // The part that was here before may still have requests under way.
        Optional<Attachment> attachment = entry.attachment();
        return attachment.isEmpty() || attachment.get().awaitFormer(host, awaited, context.remaining());
    }

    @Override
    public GroupStatus status(CallContext context) {
        enter(context);
        int port = entry.attachment().map(Attachment::port).orElse(settings.port());
        return new GroupStatus(port == 0 ? List.of() : hosts.addresses(settings.address(), port),
            List.of(hosts.local()));
    }

    /**
     * Takes no more requests and waits a short while for those under way. What takes longer goes on in the background,
     * on the listener's threads, and is cut after a longer while; apart from that nothing is left behind.
     *
     * @param retire whether the group's socket closes too; else it stays open a while for a successor
     */
    void close(boolean retire) {
        closed = true;
        folder.close();
        timer.shutdownNow();
        entry.close().ifPresent(attachment -> leave(attachment, retire));
        probes.shutdownNow();
    }

    private void leave(Attachment attachment, boolean retire) {
        if (retire) {
            attachment.retire();
        } else {
            attachment.detach();
            upstreams.leave(attachment);
        }
        boolean interrupted = false;
        try {
            proxy.awaitIdle(settings.stopLimit());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        attachment.detach();
        upstreams.leave(attachment);
        drain.alsoTell(attachment::underWayChanged);
        // One for each thread that has still something under way, and one for this.
        AtomicInteger busy = new AtomicInteger(settings.ioThreads() + 1);
        Runnable atEnd = () -> {
            if (busy.decrementAndGet() == 0) {
                attachment.close();
            }
        };
        try {
            attachment.afterEachThread(THREADS_PASS, thread -> leaveThread(thread, atEnd));
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "group {0}: {1}", settings.name(), e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        atEnd.run();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void leaveThread(XnioIoThread thread, Runnable atEnd) {
        for (Domain domain : routes.all()) {
            domain.live().forEach(one -> one.idle().closeAll(thread));
            domain.unconfirmed().forEach(one -> one.idle().closeAll(thread));
        }
        upstreams.underWay(thread).leave(thread, settings.backgroundLimit(), atEnd);
    }
}
