package io.leengine.spi.scheduler;

import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * What one cell should run of one version.
 *
 * @param key which version
 * @param template what each instance is; never changes once applied
 * @param instances how many, 0 to 10,000
 */
public record VersionSpec(VersionKey key, InstanceTemplate template, int instances) {
    /** Nothing may be null. */
    public VersionSpec {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(template, "template");
        Identifiers.within("instances", instances, 0, 10_000);
    }
}
