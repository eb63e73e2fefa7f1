package io.leengine.scheduler.k8s.testcell;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What fake nodes are wanted.
 *
 * @param count        how many
 * @param prefix       of their names: the first is PREFIX-0
 * @param cpu          of each, such as {@code 64}
 * @param memory       of each, such as {@code 256Gi}
 * @param pods         how many a node takes
 * @param labels       of the node with that number, such as its zone
 * @param heartbeat    how often each gives a sign of life; well below the cell's node grace
 * @param podAddresses where pods get their addresses from; each is given once
 * @param behaviour    what becomes of pods
 */
public record FakeNodesOptions(int count, String prefix, String cpu, String memory, int pods, IntFunction<Map<String,
    String>> labels,
        Duration heartbeat, AddressRange podAddresses, PodBehaviour behaviour) {

    /** So many nodes on which each pod is ready at once. */
    public static FakeNodesOptions of(int count) {
        return new FakeNodesOptions(count, "fake", "64", "256Gi", 250, it -> Map.of(), Duration.ofSeconds(2),
            AddressRange.loopback(), it -> PodFate.ready());
    }

    /** With names that begin so. */
    public FakeNodesOptions withPrefix(String value) {
        return new FakeNodesOptions(count, value, cpu, memory, pods, labels, heartbeat, podAddresses, behaviour);
    }

    /** Of that size. */
    public FakeNodesOptions withCapacity(String newCpu, String newMemory, int newPods) {
        return new FakeNodesOptions(count, prefix, newCpu, newMemory, newPods, labels, heartbeat, podAddresses, behaviour);
    }

    /** With labels by number. */
    public FakeNodesOptions withLabels(IntFunction<Map<String, String>> value) {
        return new FakeNodesOptions(count, prefix, cpu, memory, pods, value, heartbeat, podAddresses, behaviour);
    }

    /** With another time between signs of life. */
    public FakeNodesOptions withHeartbeat(Duration value) {
        return new FakeNodesOptions(count, prefix, cpu, memory, pods, labels, value, podAddresses, behaviour);
    }

    /** With pods' addresses from there. */
    public FakeNodesOptions withPodAddresses(AddressRange value) {
        return new FakeNodesOptions(count, prefix, cpu, memory, pods, labels, heartbeat, value, behaviour);
    }

    /** With pods that become that. */
    public FakeNodesOptions withBehaviour(PodBehaviour value) {
        return new FakeNodesOptions(count, prefix, cpu, memory, pods, labels, heartbeat, podAddresses, value);
    }
}
