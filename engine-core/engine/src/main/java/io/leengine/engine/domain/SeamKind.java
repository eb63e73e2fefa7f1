package io.leengine.engine.domain;

import io.leengine.model.EngineException;
import io.leengine.spi.Seam;
import io.leengine.spi.builder.Builder;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.network.Network;
import io.leengine.spi.notifier.Notifier;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.scheduler.Scheduler;
import java.util.Arrays;
import java.util.Locale;

/** The seams, by name. */
public enum SeamKind {
    /** Cells. */
    SCHEDULER(Scheduler.class),
    /** Addresses. */
    NETWORK(Network.class),
    /** Groups. */
    LOAD_BALANCER(LoadBalancer.class),
    /** Builds. */
    BUILDER(Builder.class),
    /** Blobs and manifests. */
    REGISTRY_STORAGE(RegistryStorage.class),
    /** Samples. */
    MONITOR(Monitor.class),
    /** Keys. */
    BUS(Bus.class),
    /** Alarms. */
    NOTIFIER(Notifier.class),
    /** Who somebody is. */
    IDENTITY(IdentityProvider.class);

    private final Class<? extends Seam> type;

    SeamKind(Class<? extends Seam> type) {
        this.type = type;
    }

    /** Returns the seam's interface, under which its services are registered. */
    public Class<? extends Seam> type() {
        return type;
    }

    /** Returns the name in the API and in files: {@code load-balancer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the seam of a label, or throws {@code INVALID}. */
    public static SeamKind of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst()
            .orElseThrow(() -> EngineException.invalid("seam", "There is no seam '" + label + "'; the seams are "
                + Arrays.stream(values()).map(SeamKind::label).toList() + "."));
    }
}
