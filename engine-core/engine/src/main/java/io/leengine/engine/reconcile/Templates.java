package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Version;
import io.leengine.engine.identity.Robots;
import io.leengine.model.ImageReference;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;

/** Says in the scheduler's words what the engine keeps in its own. */
final class Templates {
    private final String registry;
    private final Robots robots;

    Templates(String registry, Robots robots) {
        this.registry = registry;
        this.robots = robots;
    }

    NamespaceSpec namespace(Application application) {
        return new NamespaceSpec(application.name(), registry,
            robots.credentials(Robots.Task.PULL, application.name()));
    }

    VersionSpec version(Application application, Version version, int instances) {
        Version.Settings settings = version.settings();
        InstanceTemplate template = new InstanceTemplate(
            new ImageReference(registry, version.image(), version.digest()), settings.command(),
            settings.environment(), settings.port(), settings.cpuMillis(), settings.memoryBytes(),
            new HealthCheck(settings.healthPath(), settings.healthInterval(), settings.healthTimeout(),
                settings.healthFailures(), settings.startLimit(), settings.healthRestartAfter()), settings.grace());
        return new VersionSpec(new VersionKey(application.name(), version.name()), template, instances);
    }
}
