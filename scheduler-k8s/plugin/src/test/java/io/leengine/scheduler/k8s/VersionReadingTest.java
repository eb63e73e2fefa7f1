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
    private final VersionManifests manifests = new VersionManifests(options, new Names(options), new KubernetesSerialization());
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
    void whatOtherSettingsStatedIsOutdatedAndNoDrift() {
        Options others = new Options("room", null, "", 1_000, 8_080, 99, "topology.kubernetes.io/zone", "baseline", true);
        VersionManifests before = new VersionManifests(others, new Names(others), new KubernetesSerialization());
        ReplicaSet stated = before.replicaSet(Templates.version("hello", "v1", 2), "seal").edit().editMetadata()
            .withGeneration(1L).endMetadata().build();
        VersionState read = reading.of(stated, Optional.empty());
        assertTrue(read.outdated());
        assertEquals(List.of(), read.drift());
        assertFalse(reading.of(set(1, 2), Optional.empty()).outdated());
        ReplicaSet scaled = set(2, 2).edit().editSpec().withReplicas(7).endSpec().build();
        assertFalse(reading.of(scaled, Optional.empty()).outdated(), "a number is no other manifest");
    }

    @Test
    void aTemplateThatCannotBeReadIsDrift() {
        ReplicaSet set = set(1, 2);
        for (String text : List.of("{", "[]", "{\"variables\":[\"A-B\"]}", set.getMetadata().getAnnotations()
                .get(Names.TEMPLATE).replace("GREETING", "A-B"), set.getMetadata().getAnnotations().get(Names.TEMPLATE)
                .replace("GREETING", ""))) {
            ReplicaSet changed = set.edit().editMetadata().addToAnnotations(Names.TEMPLATE, text).endMetadata().build();
            assertEquals(List.of("metadata.annotations." + Names.TEMPLATE), reading.of(changed, Optional.empty()).drift(), text);
        }
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
