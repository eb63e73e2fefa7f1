package io.leengine.engine.application;

import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.Seams;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where each load-balancer group is reached, as it last said; asked once a service, since pages show it often. */
public final class GroupAddresses implements Seams.Listener {
    private static final System.Logger LOG = System.getLogger(GroupAddresses.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Map<String, List<String>> known = new ConcurrentHashMap<>();

    @Override
    public void added(SeamKind kind, String name, Seam service) {
        if (kind == SeamKind.LOAD_BALANCER) {
            Thread.ofVirtual().name("addresses-" + name).start(() -> ask(name, (LoadBalancer) service));
        }
    }

    @Override
    public void removed(SeamKind kind, String name, Seam service) {
        // The addresses stay true while the part is being swapped.
    }

    List<String> of(String group) {
        return known.getOrDefault(group, List.of());
    }

    private void ask(String name, LoadBalancer group) {
        try {
            known.put(name, group.status(CallContext.of("addresses-" + name, LIMIT)).addresses());
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "group {0} does not tell its addresses: {1}", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
