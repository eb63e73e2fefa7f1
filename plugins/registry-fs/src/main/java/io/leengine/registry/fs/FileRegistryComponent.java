package io.leengine.registry.fs;

import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The storage as a configured service; it clears stale uploads once an hour. */
@Component(configurationPid = "io.leengine.registry.fs", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = RegistryStorage.class)
@Designate(ocd = Settings.class, factory = true)
public final class FileRegistryComponent extends FileRegistryStorage {
    private static final System.Logger LOG = System.getLogger(FileRegistryComponent.class.getName());

    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("registry-fs-sweep").factory());

    /** Opens the storage. */
    @Activate
    public FileRegistryComponent(Settings settings) {
        super(settings.leengine_name(), Path.of(settings.folder()));
        sweeper.scheduleWithFixedDelay(this::sweepStale, 1, 60, TimeUnit.MINUTES);
    }

    /** Ends the thread. */
    @Deactivate
    @Override
    public void close() {
        super.close();
        sweeper.shutdownNow();
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
