package io.leengine.engine.sim;

import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A registry's storage of which only tags and manifests are asked. */
public final class SimulatedRegistry {
    private final Map<String, RegistryStorage.Manifest> tags = new ConcurrentHashMap<>();

    /** Points a tag to a manifest that is told by its content. */
    public Digest push(String repository, String tag, String content) {
        RegistryStorage.Manifest manifest =
            new RegistryStorage.Manifest("application/json", content.getBytes(StandardCharsets.UTF_8));
        tags.put(repository + ":" + tag, manifest);
        tags.put(repository + "@" + manifest.digest(), manifest);
        return manifest.digest();
    }

    /** Returns the storage. */
    public RegistryStorage plugin() {
        return (RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {RegistryStorage.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "name" -> "registry";
                case "tag" -> Optional.ofNullable(tags.get(arguments[0] + ":" + arguments[1]))
                    .map(RegistryStorage.Manifest::digest);
                case "manifest" -> Optional.ofNullable(tags.get(arguments[0] + "@" + arguments[1]));
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                case "toString" -> "registry";
                default -> throw new UnsupportedOperationException(method.getName());
            });
    }
}
