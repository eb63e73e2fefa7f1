package io.leengine.engine.swap;

import io.leengine.engine.bundle.BoundedCall;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.network.Network;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Tells whether parts do their work after a swap: there once, healthy, and synchronised anew. */
final class Trial {
    private static final System.Logger LOG = System.getLogger(Trial.class.getName());
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(10);

    /**
     * How parts were before.
     *
     * @param down those that did not work then either, of which no more is asked than to be there
     * @param hosts the domains each load-balancer group served
     */
    record Before(Set<Part> down, Map<Part, Set<String>> hosts) {
        /** Of which nothing is known. */
        static Before nothing() {
            return new Before(Set.of(), Map.of());
        }
    }

    private final BundleContext framework;
    private final InstanceTable table;
    private final Duration limit;

    /**
     * @param limit how long parts may take
     */
    Trial(BundleContext framework, InstanceTable table, Duration limit) {
        this.framework = framework;
        this.table = table;
        this.limit = limit;
    }

    /** Returns how long parts may take. */
    Duration limit() {
        return limit;
    }

    /** Looks at parts before they are swapped. */
    Before look(Collection<Part> parts) throws InterruptedException {
        Set<Part> down = new HashSet<>();
        Map<Part, Set<String>> hosts = new HashMap<>();
        for (Part part : parts) {
            try {
                BoundedCall.ask("A look at " + label(part), CALL, () -> look(part))
                    .ifPresentOrElse(served -> hosts.put(part, served), () -> down.add(part));
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.INFO, "before its swap: {0}", e.getMessage());
                down.add(part);
            }
        }
        return new Before(down, hosts);
    }

    /** Returns the domains a part serves, which few have; empty when it does not work. */
    private Optional<Set<String>> look(Part part) throws InterruptedException {
        List<ServiceReference<?>> present = references(part);
        Seam seam = present.isEmpty() ? null : service(present.getFirst());
        if (seam == null || seam.health().state() == Health.State.DOWN) {
            return Optional.empty();
        }
        return Optional.of(seam instanceof LoadBalancer group ? hosts(group) : Set.of());
    }

    private static String label(Part part) {
        return part.seam().label() + "/" + part.name();
    }

    /** The engine's own trackers keep what they follow, so nothing more has to be held here. */
    private Seam service(ServiceReference<?> reference) {
        Seam seam = (Seam) framework.getService(reference);
        framework.ungetService(reference);
        return seam;
    }

    /**
     * Waits until every part is served well by a bundle; {@code UNAVAILABLE}, with why, when it is not in time.
     *
     * @param problems tells what is the matter with the bundle, for the error
     */
    void await(Bundle bundle, Collection<Part> parts, Before before, Problems problems) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Part part : parts) {
            Optional<String> lacking = bounded(bundle, part, before, deadline);
            while (lacking.isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw failed(lacking.get() + " " + String.join(" ", problems.of(bundle)) + " That was awaited for "
                        + limit.toSeconds() + " s.");
                }
                Thread.sleep(PACE);
                lacking = bounded(bundle, part, before, deadline);
            }
        }
    }

    /** Whatever a plugin throws, and that it does not answer, is the reason to take it back. */
    private Optional<String> bounded(Bundle bundle, Part part, Before before, long deadline) throws InterruptedException {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return BoundedCall.ask("The trial of " + label(part), left.compareTo(LEAST) < 0 ? LEAST : left,
            () -> lacking(bundle, part, before));
    }

    /** Tells what is the matter with a bundle. */
    interface Problems {
        List<String> of(Bundle bundle);
    }

    private Optional<String> lacking(Bundle bundle, Part part, Before before) throws InterruptedException {
        String name = label(part);
        List<ServiceReference<?>> own = references(part).stream().filter(each -> bundle.equals(each.getBundle())).toList();
        if (own.size() > 1) {
            // With a plugin of the same bundle it may be that the former one is only about to go.
            return Optional.of("It registers " + own.size() + " services for " + name + ", where there must be one.");
        }
        Seam seam = own.isEmpty() ? null : service(own.getFirst());
        if (seam == null) {
            return Optional.of("It does not bring up " + name + ".");
        }
        if (before.down().contains(part)) {
            return Optional.empty();
        }
        try {
            Health health = seam.health();
            return health.state() == Health.State.DOWN
                ? Optional.of(name + " is down: " + health.message() + ".") : synchronised(seam, part, name, before);
        } catch (EngineException e) {
            return Optional.of(name + " does not answer: " + e.getMessage());
        }
    }

    /** What a part has to show before the engine goes by it. */
    private Optional<String> synchronised(Seam seam, Part part, String name, Before before) throws InterruptedException {
        CallContext context = CallContext.of("swap", CALL);
        switch (seam) {
            case LoadBalancer group -> {
                Set<String> lost = new HashSet<>(before.hosts().getOrDefault(part, Set.of()));
                lost.removeAll(hosts(group));
                if (!lost.isEmpty()) {
                    return Optional.of(name + " does not serve " + lost + " any more.");
                }
            }
            case Bus bus -> bus.get(context, "/leengine/swap");
            case RegistryStorage storage -> storage.repositories(Optional.empty(), 1);
            case Network network -> network.ranges(context);
            default -> { }
        }
        return part.seam() == SeamKind.SCHEDULER && !table.isHeard(part.name())
            ? Optional.of(name + " has not told of its instances.") : Optional.empty();
    }

    private static Set<String> hosts(LoadBalancer group) throws InterruptedException {
        Set<String> hosts = new HashSet<>();
        for (DomainStatus domain : group.domains(CallContext.of("swap", CALL))) {
            hosts.add(domain.domain().host());
        }
        return hosts;
    }

    private List<ServiceReference<?>> references(Part part) {
        try {
            ServiceReference<?>[] found = framework.getAllServiceReferences(part.seam().type().getName(),
                "(" + Seam.NAME + "=" + part.name() + ")");
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("Names of parts need no escape in a filter", e);
        }
    }

    private static EngineException failed(String why) {
        return new EngineException(ErrorCode.UNAVAILABLE, why);
    }
}
