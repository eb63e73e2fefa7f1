package io.leengine.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an engine is told at its start.
 *
 * @param product what it is: the platform, or a registry alone
 * @param data the folder it may write to
 * @param region the region's name
 * @param version the product's version
 * @param registryAddress host and port where schedulers and builders reach the registry
 * @param hostSuffix what an application's name gets for its first domain, for example {@code localhost}
 * @param leastCells how many cells an application must be deployed to, so that losing one loses no service
 * @param seed file with the parts to configure at the first start; may be absent
 * @param placeholders what parts' settings may leave to the host, by name: {@code leengine.lb.port}, say
 */
public record EngineSettings(Product product, Path data, String region, String version, String registryAddress, String hostSuffix,
        int leastCells, Path seed, Map<String, String> placeholders) {
    /** Copies the placeholders. */
    public EngineSettings {
        placeholders = Map.copyOf(placeholders);
    }
}
