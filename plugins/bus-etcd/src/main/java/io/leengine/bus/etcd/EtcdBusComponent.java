package io.leengine.bus.etcd;

import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Makes one {@link EtcdBus} of each configuration. */
@Component(configurationPid = "io.leengine.bus.etcd", configurationPolicy = ConfigurationPolicy.REQUIRE, service = Bus.class)
@Designate(ocd = Settings.class, factory = true)
public final class EtcdBusComponent implements Bus {
    private final EtcdBus bus;

    /** Opens the bus; whether etcd answers is told by the health. */
    @Activate
    public EtcdBusComponent(Settings settings) throws InterruptedException {
        this.bus = new EtcdBus(Options.of(settings));
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        bus.close();
    }

    @Override
    public String name() {
        return bus.name();
    }

    @Override
    public Health health() {
        return bus.health();
    }

    @Override
    public Optional<Entry> get(CallContext context, String key) throws InterruptedException {
        return bus.get(context, key);
    }

    @Override
    public Listing list(CallContext context, String prefix) throws InterruptedException {
        return bus.list(context, prefix);
    }

    @Override
    public long put(CallContext context, String key, byte[] value, Optional<Lease> lease) throws InterruptedException {
        return bus.put(context, key, value, lease);
    }

    @Override
    public Optional<Long> compareAndSet(CallContext context, String key, long expected, byte[] value,
            Optional<Lease> lease) throws InterruptedException {
        return bus.compareAndSet(context, key, expected, value, lease);
    }

    @Override
    public boolean delete(CallContext context, String key, long expected) throws InterruptedException {
        return bus.delete(context, key, expected);
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix) throws InterruptedException {
        return bus.watch(context, prefix);
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix, long after) throws InterruptedException {
        return bus.watch(context, prefix, after);
    }

    @Override
    public Lease grant(CallContext context, Duration time) throws InterruptedException {
        return bus.grant(context, time);
    }
}
