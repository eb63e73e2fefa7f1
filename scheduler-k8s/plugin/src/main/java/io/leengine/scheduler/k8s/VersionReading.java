package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.util.List;
import java.util.Optional;

/**
 * Reads a version from its replica set. Its status changes with each of its pods, so what does not depend on the status is
 * read only when something else has changed.
 */
final class VersionReading implements Mirror.Reading<ReplicaSet, VersionState> {
    private static final int MOST = 10_000;

    private final VersionManifests manifests;
    private final Differences differences;

    VersionReading(VersionManifests manifests, Differences differences) {
        this.manifests = manifests;
        this.differences = differences;
    }

    @Override
    public VersionState of(ReplicaSet set, Optional<VersionState> before) {
        VersionState.Stamp stamp = VersionState.Stamp.of(set);
        int instances = set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
        boolean settled = isSettled(set, instances);
        return before.filter(each -> each.stamp().equals(stamp)).map(each -> each.settled(settled))
            .orElseGet(() -> read(set, stamp, instances, settled));
    }

    private VersionState read(ReplicaSet set, VersionState.Stamp stamp, int instances, boolean settled) {
        VersionKey key = Names.versionOf(set);
        String seal = stamp.annotations().getOrDefault(Names.ENVIRONMENT, "");
        Optional<InstanceTemplate> template = TemplateText.readWithoutValues(stamp.annotations().get(Names.TEMPLATE));
        List<String> drift = template.map(each -> differences.between(
            manifests.replicaSet(new VersionSpec(key, each, Math.min(instances, MOST)), seal), set))
            .orElse(List.of("metadata.annotations." + Names.TEMPLATE));
        return new VersionState(key, stamp, template, seal, instances, settled, drift);
    }

    private static boolean isSettled(ReplicaSet set, int instances) {
        ReplicaSetStatus status = set.getStatus();
        return status != null && status.getObservedGeneration() != null
            && status.getObservedGeneration() >= set.getMetadata().getGeneration()
            && status.getReplicas() != null && status.getReplicas() <= instances;
    }
}
