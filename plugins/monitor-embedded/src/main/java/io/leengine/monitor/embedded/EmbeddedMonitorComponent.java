package io.leengine.monitor.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.monitor.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Ties an {@link EmbeddedMonitor} to its configuration. */
@Component(configurationPid = "io.leengine.monitor.embedded", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Monitor.class)
@Designate(ocd = EmbeddedMonitorComponent.Settings.class, factory = true)
public final class EmbeddedMonitorComponent implements Monitor {
    /** What can be set. */
    @ObjectClassDefinition(name = "Embedded monitor",
        description = "Keeps the samples of a platform on one host, in files of one folder.")
    public @interface Settings {
        /** The configured name. */
        @AttributeDefinition(name = "Name", description = "Names this monitor.")
        String leengine_name();

        /** Where the samples are kept. */
        @AttributeDefinition(name = "Folder",
            description = "Absolute path of the folder the samples are kept in; one process at a time uses it.")
        String folder();

        /** How long samples are kept. */
        @AttributeDefinition(name = "Retention hours", required = false, min = "1", max = "17520",
            description = "How many hours samples are kept.")
        int retention_hours() default 168;

        /** How finely samples are kept. */
        @AttributeDefinition(name = "Resolution seconds", required = false, min = "1", max = "3600",
            description = "Of the samples of a series within this time, the last is kept.")
        int resolution_seconds() default 10;
    }

    private final EmbeddedMonitor monitor;

    /** Opens the monitor. */
    @Activate
    public EmbeddedMonitorComponent(Settings settings) {
        if (settings.folder() == null || !Path.of(settings.folder()).isAbsolute()) {
            throw EngineException.invalid("folder", "'folder' must be an absolute path.");
        }
        long hours = Identifiers.within("retention.hours", settings.retention_hours(), 1, 17_520);
        long seconds = Identifiers.within("resolution.seconds", settings.resolution_seconds(), 1, 3_600);
        this.monitor = new EmbeddedMonitor(settings.leengine_name(), Path.of(settings.folder()),
            Duration.ofHours(hours), Duration.ofSeconds(seconds), InstantSource.system());
    }

    @Deactivate
    void close() throws IOException {
        monitor.close();
    }

    @Override
    public String name() {
        return monitor.name();
    }

    @Override
    public Health health() {
        return monitor.health();
    }

    @Override
    public void write(CallContext context, Collection<Sample> samples) throws InterruptedException {
        monitor.write(context, samples);
    }

    @Override
    public List<Series> query(CallContext context, RangeQuery query) throws InterruptedException {
        return monitor.query(context, query);
    }
}
