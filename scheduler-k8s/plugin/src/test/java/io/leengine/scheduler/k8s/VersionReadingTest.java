package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionReadingTest {
    private final Options options = CellOfTests.options(null, "");
    private final VersionManifests manifests = new VersionManifests(options, new Names(options));
    private final VersionReading reading = new VersionReading(manifests, new Differences(new KubernetesSerialization()));

    private ReplicaSet set(long generation, int pods) {
        return manifests.replicaSet(Templates.version("hello", "v1", 2), "seal").edit()
            .editMetadata().withGeneration(generation).endMetadata()
            .withNewStatus().withObservedGeneration(generation).withReplicas(pods).endStatus().build();
    }

    @Test
    void whatOnlyPodsHaveChangedIsNotReadAgain() {
        VersionState before = reading.of(set(1, 3), Optional.empty());
        assertFalse(before.settled());
        VersionState after = reading.of(set(1, 2), Optional.of(before));
        assertTrue(after.settled());
        assertSame(before.drift(), after.drift());
    }

    @Test
    void whatWasChangedByHandIsSeenWhateverWasKnown() {
        VersionState before = reading.of(set(1, 2), Optional.empty());
        assertEquals(List.of(), before.drift());
        ReplicaSet relabelled = set(1, 2).edit().editMetadata().addToLabels(Names.SERVICE, "other").endMetadata().build();
        assertEquals(1, reading.of(relabelled, Optional.of(before)).drift().size());
        ReplicaSet waiting = set(2, 2).edit().editSpec().withMinReadySeconds(9).editTemplate().editSpec()
            .withTerminationGracePeriodSeconds(77L).endSpec().endTemplate().endSpec().build();
        assertEquals(List.of("spec.template.spec.terminationGracePeriodSeconds"),
            reading.of(waiting, Optional.of(before)).drift());
        ReplicaSet scaled = set(2, 2).edit().editSpec().withReplicas(5).endSpec().build();
        assertEquals(5, reading.of(scaled, Optional.of(before)).instances());
    }
}
