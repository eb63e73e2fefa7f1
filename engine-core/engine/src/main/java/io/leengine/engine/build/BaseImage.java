package io.leengine.engine.build;

import io.leengine.engine.identity.Robots;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.Seams;
import io.leengine.model.Digest;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.Builder;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Duration;
import java.util.Optional;

/** Sees to it that the registry holds the base image a builder can make, so that Dockerfiles have one to start from. */
public final class BaseImage implements KeyedQueue.Work, AutoCloseable {
    /** The image's name in the registry. */
    public static final String IMAGE = RegistryAccessService.PLATFORM_IMAGES + "java";

    private static final System.Logger LOG = System.getLogger(BaseImage.class.getName());
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration ABSENT = Duration.ofMillis(500);
    private static final String KEY = "base-image";

    private final Seams seams;
    private final Robots robots;
    private final String registry;
    private final KeyedQueue queue = new KeyedQueue("base-image", 1, this);
    private volatile boolean settled;

    /** With the registry to push to. */
    public BaseImage(Seams seams, Robots robots, String registry) {
        this.seams = seams;
        this.robots = robots;
        this.registry = registry;
    }

    /** Begins. */
    public void start() {
        queue.add(KEY);
    }

    /** Returns whether the image is there, or nobody can make one. */
    boolean settled() {
        return settled;
    }

    @Override
    public Optional<Duration> run(String key, String request) throws InterruptedException {
        Optional<Builder> builder = seams.first(Builder.class);
        Optional<RegistryStorage> storage = seams.first(RegistryStorage.class);
        if (builder.isEmpty() || storage.isEmpty()) {
            return Optional.of(ABSENT);
        }
        Optional<BaseImagePublisher> publisher = builder.get().ability(BaseImagePublisher.class);
        if (publisher.isPresent() && storage.get().tag(IMAGE, publisher.get().tag()).isEmpty()) {
            Digest digest = publisher.get().publish(CallContext.of(request, LIMIT), registry,
                robots.credentials(Robots.Task.BASE, "java"), IMAGE);
            LOG.log(System.Logger.Level.INFO, "base image {0}:{1} [{2}]: published as {3}", IMAGE,
                publisher.get().tag(), request, digest);
        }
        settled = true;
        return Optional.empty();
    }

    @Override
    public void close() {
        queue.close();
    }
}
