package io.leengine.registry;

import io.leengine.engine.domain.ImageSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A registry whose group {@code hub} caches another, until it is killed. */
final class CachingRegistry {
    private CachingRegistry() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (TestRegistry registry = new TestRegistry(Path.of(arguments[0]), 0)) {
            registry.sources.byGroup.put("hub", new ImageSource("g", "hub", URI.create(arguments[1]), "", "",
                Duration.ofHours(1)));
            registry.access.owners.put("hub/a", "ann");
            System.out.println(registry.url());
            new CountDownLatch(1).await();
        }
    }
}
