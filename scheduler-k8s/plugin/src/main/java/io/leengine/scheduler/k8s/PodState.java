package io.leengine.scheduler.k8s;

import io.leengine.spi.scheduler.Instance;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is kept of a pod.
 *
 * @param instance what it is to the engine; empty when it is another's, or has ended for good
 * @param uid the pod's own
 * @param node where it is; empty while it is nowhere
 * @param cpuMillis what it was promised
 * @param memoryBytes what it was promised
 * @param occupies whether it takes that room: it is on a node and has not ended
 * @param retireAt how many instances its version is to have without it, when the engine has chosen it to go
 * @param ended whether it has ended for good and only lies there, with nobody having removed it yet
 */
record PodState(Optional<Instance> instance, String uid, String node, long cpuMillis, long memoryBytes, boolean occupies,
        OptionalInt retireAt, boolean ended) {
}
