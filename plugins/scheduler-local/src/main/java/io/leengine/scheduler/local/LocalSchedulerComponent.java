package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Makes one {@link LocalScheduler} of each configuration. */
@Component(configurationPid = "io.leengine.scheduler.local", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Scheduler.class)
@Designate(ocd = Settings.class, factory = true)
public final class LocalSchedulerComponent implements Scheduler {
    private final LocalScheduler scheduler;

    /** Opens the cell and takes over the instances that run. */
    @Activate
    public LocalSchedulerComponent(Settings settings) {
        if (settings.folder() == null || settings.folder().isBlank()) {
            throw EngineException.invalid("folder", "'folder' must be given: the cell keeps its state there.");
        }
        Machine machine = new Machine();
        String cell = settings.leengine_name();
        try {
            scheduler = new LocalScheduler(new Options(cell, Path.of(settings.folder()), settings.ports(),
                settings.node() == null || settings.node().isBlank() ? machine.name(cell) : settings.node(),
                settings.cpuMillis() == 0 ? machine.cpuMillis() : settings.cpuMillis(),
                settings.memoryBytes() == 0 ? machine.memoryBytes() : settings.memoryBytes(), settings.logBytes(),
                settings.logFiles(), Options.FIRST_RESTART, Options.MOST_WAIT, Options.STEADY_AFTER));
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell '" + cell + "' cannot use its folder '"
                + settings.folder() + "': " + e.getMessage(), e);
        }
    }

    /** Leaves the instances running. */
    @Deactivate
    void deactivate() throws InterruptedException {
        scheduler.close();
    }

    @Override
    public String name() {
        return scheduler.name();
    }

    @Override
    public Health health() {
        return scheduler.health();
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        return scheduler.ability(type);
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) {
        scheduler.applyNamespace(context, namespace);
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) {
        scheduler.deleteNamespace(context, namespace);
    }

    @Override
    public List<String> namespaces(CallContext context) {
        return scheduler.namespaces(context);
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire) {
        scheduler.applyVersion(context, version, retire);
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) {
        scheduler.deleteVersion(context, version);
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) {
        return scheduler.versions(context, namespace);
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) {
        scheduler.stopInstance(context, namespace, instance);
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) {
        return scheduler.watch(context);
    }

    @Override
    public CellStatus status(CallContext context) {
        return scheduler.status(context);
    }
}
