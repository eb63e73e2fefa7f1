package io.leengine.network.local;

import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.spi.network.Network;
import io.leengine.spi.network.RangeUse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Ties a {@link LocalNetwork} to its configuration and to the bus. */
@Component(configurationPid = "io.leengine.network.local", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Network.class)
@Designate(ocd = LocalNetworkComponent.Settings.class, factory = true)
public final class LocalNetworkComponent implements Network {
    /** What can be set. */
    @ObjectClassDefinition(name = "Local network",
        description = "Address ranges kept on the bus. It gives addresses; it sets up no interfaces.")
    public @interface Settings {
        /** The configured name. */
        @AttributeDefinition(name = "Name", description = "Names this network; all that share the name and the bus "
            + "share the addresses.")
        String leengine_name();

        /** Ranges that always exist. */
        @AttributeDefinition(name = "Ranges", required = false, description = "Ranges that always exist, each as "
            + "name=first-last/prefix, with @gateway behind it if there is one: pods=10.1.0.10-10.1.0.250/24@10.1.0.1")
        String[] ranges() default {};
    }

    private final LocalNetwork network;

    /** Makes the network; the bus is not asked before the first call. */
    @Activate
    public LocalNetworkComponent(Settings settings, @Reference(name = "bus") Bus bus) {
        List<Span> always = new ArrayList<>();
        for (String range : settings.ranges()) {
            if (!range.isBlank()) {
                always.add(Span.parse(range.strip()));
            }
        }
        this.network = new LocalNetwork(settings.leengine_name(), always, bus, InstantSource.system());
    }

    @Deactivate
    void close() {
        network.close();
    }

    @Override
    public String name() {
        return network.name();
    }

    @Override
    public Health health() {
        return network.health();
    }

    @Override
    public void applyRange(CallContext context, AddressRange range) throws InterruptedException {
        network.applyRange(context, range);
    }

    @Override
    public void deleteRange(CallContext context, String range) throws InterruptedException {
        network.deleteRange(context, range);
    }

    @Override
    public List<RangeUse> ranges(CallContext context) throws InterruptedException {
        return network.ranges(context);
    }

    @Override
    public Allocation allocate(CallContext context, String range, String owner) throws InterruptedException {
        return network.allocate(context, range, owner);
    }

    @Override
    public void release(CallContext context, String range, String owner) throws InterruptedException {
        network.release(context, range, owner);
    }

    @Override
    public Optional<Allocation> find(CallContext context, String range, String owner) throws InterruptedException {
        return network.find(context, range, owner);
    }

    @Override
    public List<Allocation> allocations(CallContext context, String range) throws InterruptedException {
        return network.allocations(context, range);
    }

    @Override
    public List<Allocation> leaks(CallContext context, String range, Collection<String> living)
            throws InterruptedException {
        return network.leaks(context, range, living);
    }
}
