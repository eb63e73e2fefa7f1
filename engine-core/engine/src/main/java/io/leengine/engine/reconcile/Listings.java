package io.leengine.engine.reconcile;

import io.leengine.engine.ownership.Tenure;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What groups serve, asked once for many applications: when an engine starts, each of its applications may have to know, and
 * a group can only be asked for everything. A listing is good for a moment, and for tenures that were known before it: what
 * another engine stated of an application before it came to this one is in it.
 */
final class Listings {
    private static final Duration GOOD = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Listing> byGroup = new HashMap<>();
    /** By tenure, when it was first known here. */
    private final Map<Tenure, Long> tenures = new WeakHashMap<>();

    /** What a service has told, and from which time on that is. */
    private record Listing(LoadBalancer service, long asked, Map<String, List<Upstream>> byHost) {
    }

    /** Returns what a group serves, by host; whoever asks meanwhile waits for the same answer. */
    Map<String, List<Upstream>> of(LoadBalancer group, Tenure tenure, CallContext context) throws InterruptedException {
        if (!lock.tryLock(context.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new EngineException(ErrorCode.TIMEOUT, "The load-balancer group '" + group.name()
                + "' has not told in time what it serves.");
        }
        try {
            long now = System.nanoTime();
            long since = tenures.computeIfAbsent(tenure, key -> now);
            Listing known = byGroup.get(group.name());
            if (known == null || known.service() != group || known.asked() - since < 0
                    || now - known.asked() > GOOD.toNanos()) {
                known = ask(group, context);
                byGroup.put(group.name(), known);
            }
            return known.byHost();
        } finally {
            lock.unlock();
        }
    }

    private static Listing ask(LoadBalancer group, CallContext context) throws InterruptedException {
        long asked = System.nanoTime();
        Map<String, List<Upstream>> byHost = new HashMap<>();
        for (DomainStatus domain : group.domains(context)) {
            byHost.put(domain.domain().host(),
                domain.upstreams().stream().map(DomainStatus.UpstreamStatus::upstream).toList());
        }
        return new Listing(group, asked, byHost);
    }
}
