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
        VersionState unread = new VersionState(key, stamp, template, seal, instances, settled,
            List.of("metadata.annotations." + Names.TEMPLATE), false);
        return template.map(each -> compare(unread, each, set)).orElse(unread);
    }

    private VersionState compare(VersionState of, InstanceTemplate template, ReplicaSet set) {
        ReplicaSet stated = manifests.replicaSet(new VersionSpec(of.key(), template, of.statable()), of.seal());
        boolean outdated = !stated.getMetadata().getAnnotations().get(Names.MANIFEST)
            .equals(of.stamp().annotations().get(Names.MANIFEST));
        // Where something else was stated, nobody can say what of it was changed by hand.
        return new VersionState(of.key(), of.stamp(), of.template(), of.seal(), of.instances(), of.settled(),
            outdated ? List.of() : differences.between(stated, set), outdated);
    }

    private static boolean isSettled(ReplicaSet set, int instances) {
        ReplicaSetStatus status = set.getStatus();
        return status != null && status.getObservedGeneration() != null
            && status.getObservedGeneration() >= set.getMetadata().getGeneration()
            && status.getReplicas() != null && status.getReplicas() <= instances;
    }
}
