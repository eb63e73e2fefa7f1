package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Ties an {@link EmbeddedBus} to its configuration. */
@Component(configurationPid = "io.leengine.bus.embedded", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Bus.class)
@Designate(ocd = EmbeddedBusComponent.Settings.class, factory = true)
public final class EmbeddedBusComponent implements Bus {
    /** What can be set. */
    @ObjectClassDefinition(name = "Embedded bus",
        description = "Keys and leases of a platform on one host, kept in one file. Several engines need bus-etcd.")
    public @interface Settings {
        /** The configured name. */
        @AttributeDefinition(name = "Name", description = "Names this bus.")
        String leengine_name();

        /** Where the journal is kept. */
        @AttributeDefinition(name = "Folder",
            description = "Absolute path of the folder the file is kept in; one process at a time uses it.")
        String folder();

        /** When the journal is written anew. */
        @AttributeDefinition(name = "Compaction threshold", required = false, type = AttributeType.LONG, min = "65536",
            description = "Bytes from which the file is written anew, if that at least halves it.")
        long compaction_threshold() default 16L << 20;

        /** How far back a watch may begin. */
        @AttributeDefinition(name = "History", required = false, min = "1",
            description = "How many of the latest changes are kept for watches that begin at a revision.")
        int history() default 10_000;
    }

    private final EmbeddedBus bus;

    /** Opens the bus. */
    @Activate
    public EmbeddedBusComponent(Settings settings) {
        this.bus = open(settings);
    }

    private static EmbeddedBus open(Settings settings) {
        if (settings.folder() == null || !Path.of(settings.folder()).isAbsolute()) {
            throw EngineException.invalid("folder", "'folder' must be an absolute path.");
        }
        return new EmbeddedBus(settings.leengine_name(), Path.of(settings.folder()),
            Math.max(1 << 16, settings.compaction_threshold()), Math.max(1, settings.history()));
    }

    @Deactivate
    void close() throws IOException {
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
