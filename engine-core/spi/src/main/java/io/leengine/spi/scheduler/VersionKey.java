package io.leengine.spi.scheduler;

import io.leengine.model.Identifiers;

/**
 * Names one version in a cell.
 *
 * @param namespace the application's namespace
 * @param version the version's name, unique within it, for example {@code v3}
 */
public record VersionKey(String namespace, String version) implements Comparable<VersionKey> {
    /** Checks both names. */
    public VersionKey {
        Identifiers.name("namespace", namespace);
        Identifiers.name("version", version);
    }

    @Override
    public int compareTo(VersionKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : version.compareTo(other.version);
    }

    /** Returns {@code namespace/version}. */
    @Override
    public String toString() {
        return namespace + "/" + version;
    }
}
