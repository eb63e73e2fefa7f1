package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads a version from its replica set. */
final class VersionReading implements Function<ReplicaSet, VersionState> {
    private static final int MOST = 10_000;

    private final VersionManifests manifests;
    private final Differences differences;

    VersionReading(VersionManifests manifests, Differences differences) {
        this.manifests = manifests;
        this.differences = differences;
    }

    @Override
    public VersionState apply(ReplicaSet set) {
        VersionKey key = Names.versionOf(set);
        Map<String, String> annotations = set.getMetadata().getAnnotations() == null ? Map.of()
            : set.getMetadata().getAnnotations();
        String seal = annotations.getOrDefault(Names.ENVIRONMENT, "");
        int instances = set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
        Optional<InstanceTemplate> template = TemplateText.readWithoutValues(annotations.get(Names.TEMPLATE));
        List<String> drift = template.map(each -> differences.between(
            manifests.replicaSet(new VersionSpec(key, each, Math.min(instances, MOST)), seal), set))
            .orElse(List.of("metadata.annotations." + Names.TEMPLATE));
        return new VersionState(key, template, seal, instances, isSettled(set, instances), drift);
    }

    private static boolean isSettled(ReplicaSet set, int instances) {
        ReplicaSetStatus status = set.getStatus();
        return status != null && status.getObservedGeneration() != null
            && status.getObservedGeneration() >= set.getMetadata().getGeneration()
            && status.getReplicas() != null && status.getReplicas() <= instances;
    }
}
