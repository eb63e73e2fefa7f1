package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a version's replica set.
 *
 * @param key which version
 * @param stamp what all of this but {@code settled} was read from
 * @param template what was stated, with the names of its environment only; empty when that cannot be read any more
 * @param seal tells which environment was stated
 * @param instances how many it is to have
 * @param settled whether the cluster has acted on that number: there are no more pods than it says
 * @param drift the fields that are not as stated
 * @param outdated whether what was stated is not what would be stated now, by this release and with these settings
 */
record VersionState(VersionKey key, Stamp stamp, Optional<InstanceTemplate> template, String seal, int instances,
        boolean settled, List<String> drift, boolean outdated) {
    private static final int MOST = 10_000;

    /**
     * What stays the same of a replica set while only its status changes: Kubernetes raises the generation with each
     * change of the specification, and with nothing else.
     *
     * @param generation of its specification
     * @param labels its labels
     * @param annotations its annotations
     */
    record Stamp(long generation, Map<String, String> labels, Map<String, String> annotations) {
        static Stamp of(ReplicaSet set) {
            ObjectMeta metadata = set.getMetadata();
            return new Stamp(metadata.getGeneration(), orNone(metadata.getLabels()), orNone(metadata.getAnnotations()));
        }

        private static Map<String, String> orNone(Map<String, String> values) {
            return values == null ? Map.of() : values;
        }
    }

    /** Returns the number of instances, or what can be stated at most, where somebody has asked for more by hand. */
    int statable() {
        return Math.min(instances, MOST);
    }

    /** Returns the same, settled or not. */
    VersionState settled(boolean now) {
        return now == settled ? this : new VersionState(key, stamp, template, seal, instances, now, drift, outdated);
    }
}
