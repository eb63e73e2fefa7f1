package io.leengine.registry.ceph.rados;

import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The storage as a configured service; once an hour it clears stale uploads and what crashes left. */
@Component(configurationPid = Settings.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, service = RegistryStorage.class)
@Designate(ocd = Settings.class, factory = true)
public final class RadosRegistryComponent extends RadosRegistryStorage {
    private static final System.Logger LOG = System.getLogger(RadosRegistryComponent.class.getName());

    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("registry-rados-sweep").factory());

    /** Opens the storage. */
    @Activate
    public RadosRegistryComponent(Settings settings) {
        super(settings.leengine_name(), target(settings));
        sweeper.scheduleWithFixedDelay(this::sweepStale, 1, 60, TimeUnit.MINUTES);
    }

    private static Target target(Settings settings) {
        return new Target(settings.conf_file(), settings.monitors(), settings.user(), settings.key(), settings.pool(),
            settings.namespace(), Duration.ofSeconds(settings.timeout_seconds()));
    }

    /** Ends the threads and the connection. */
    @Deactivate
    @Override
    public void close() {
        sweeper.shutdownNow();
        super.close();
        try {
            sweeper.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepStale() {
        try {
            sweep(Instant.now().minus(STALE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            // The next hour tries again; an exception that got out would end the schedule.
            LOG.log(System.Logger.Level.WARNING, "Stale uploads of '" + name() + "' were not cleared", e);
        }
    }
}
