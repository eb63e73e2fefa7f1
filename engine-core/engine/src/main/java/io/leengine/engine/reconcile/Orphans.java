package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends domains no application has any more: an application that changed its domain or its group leaves one behind, which
 * goes on sending requests to its instances. Where the engine was killed between that change and its effect nobody
 * remembers; so each group is looked through once, and again when an application moved away from it.
 */
final class Orphans {
    private static final System.Logger LOG = System.getLogger(Orphans.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Store store;
    private final Seams seams;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<LoadBalancer> clean = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicBoolean again = new AtomicBoolean();
    private final Set<String> suspects = new TreeSet<>();
    /** By group, whose each domain was when the group was looked through. */
    private final Map<String, Map<String, String>> owners = new TreeMap<>();

    Orphans(Store store, Seams seams) {
        this.store = store;
        this.seams = seams;
    }

    /** An application moved: its domain in this group may be nobody's now. */
    void suspect(String group) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            suspects.add(group);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Applications came that were another engine's: it may have ended after one moved and before that took effect, so
     * every group is looked through again.
     */
    void again() {
        again.set(true);
    }

    /**
     * This engine states an application's domain for the first time. Where a group was looked through before, what an
     * earlier engine had stated there may have counted as the application's, and it moved only then.
     */
    void first(Application application) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            owners.forEach((group, domains) -> domains.forEach((host, owner) -> {
                if (owner.equals(application.name())
                        && !(host.equals(application.host()) && group.equals(application.group()))) {
                    suspects.add(group);
                }
            }));
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is nobody's; when it returns, no group that is there serves a domain an application left before. */
    void end(Run run) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Map<String, LoadBalancer> groups = seams.all(LoadBalancer.class);
            clean.retainAll(again.getAndSet(false) ? List.of() : groups.values());
            for (Map.Entry<String, LoadBalancer> group : groups.entrySet()) {
                if (suspects.contains(group.getKey()) || !clean.contains(group.getValue())) {
                    sweep(run, group.getKey(), group.getValue());
                    suspects.remove(group.getKey());
                    clean.add(group.getValue());
                }
            }
            Set<String> configured = configured();
            suspects.retainAll(configured);
            // What an earlier engine told a group that is away is not known before it was looked through.
            configured.removeIf(group -> groups.containsKey(group) || owners.containsKey(group));
            configured.addAll(suspects);
            if (!configured.isEmpty()) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The load-balancer group '"
                    + configured.iterator().next() + "', which may serve a domain that moved, is not there now; nothing is "
                    + "stopped until it has let go.");
            }
        } finally {
            lock.unlock();
        }
    }

    private Set<String> configured() {
        Set<String> names = new TreeSet<>();
        store.read(session -> session.parts().list()).stream().filter(part -> part.seam() == SeamKind.LOAD_BALANCER)
            .forEach(part -> names.add(part.name()));
        return names;
    }

    private void sweep(Run run, String name, LoadBalancer group) throws InterruptedException {
        CallContext context = run.looks(LIMIT);
        Map<String, List<Endpoint>> served = new TreeMap<>();
        group.domains(context).forEach(each -> served.put(each.domain().host(), each.upstreams().stream()
            .map(upstream -> upstream.upstream().endpoint()).toList()));
        // Read after the list: what is in the list was in the store before.
        Map<String, String> hosts = new TreeMap<>();
        hosts.putAll(store.read(session -> session.applications().hosts(name)));
        hosts.keySet().retainAll(served.keySet());
        served.keySet().removeAll(hosts.keySet());
        for (Map.Entry<String, List<Endpoint>> domain : served.entrySet()) {
            LOG.log(System.Logger.Level.INFO, "group {0} [{1}]: {2} is no application''s, it ends", name, run.request(),
                domain.getKey());
            group.applyUpstreams(run.changes(LIMIT), domain.getKey(), List.of());
            // Its requests are not awaited once it is gone, so they get some time before.
            group.awaitDrained(run.looks(DRAIN), domain.getKey(), domain.getValue());
            group.deleteDomain(run.changes(LIMIT), domain.getKey());
        }
        owners.put(name, hosts);
    }
}
