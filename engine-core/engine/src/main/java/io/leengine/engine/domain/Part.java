package io.leengine.engine.domain;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configured plugin: a cell, a load-balancer group, a storage. Each engine projects it into its own Configuration
 * Admin as a factory configuration.
 *
 * @param seam which seam it serves
 * @param name unique within the seam
 * @param plugin the persistent identity of the plugin's component
 * @param settings the component's properties, as text
 * @param nodeLimit most nodes of a cell; 0 for parts that are no cell
 * @param createdAt when
 * @param revision the entity tag
 * @param drained whether an operator wants a cell's traffic with the other cells; false for parts that are no cell
 */
public record Part(SeamKind seam, String name, String plugin, SortedMap<String, String> settings, int nodeLimit,
        Instant createdAt, long revision, boolean drained) {
    /** Most nodes of a cell unless an operator says otherwise. */
    public static final int DEFAULT_NODE_LIMIT = 600;

    /** Copies the settings. */
    public Part {
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** A part that is not drained. */
    public Part(SeamKind seam, String name, String plugin, SortedMap<String, String> settings, int nodeLimit,
            Instant createdAt, long revision) {
        this(seam, name, plugin, settings, nodeLimit, createdAt, revision, false);
    }

    /** Returns the same part, drained or not. */
    public Part withDrained(boolean value) {
        return new Part(seam, name, plugin, settings, nodeLimit, createdAt, revision, value);
    }
}
