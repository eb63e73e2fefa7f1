package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Node;

/**
 * What is kept of a node.
 *
 * @param name its name
 * @param ready whether it takes instances
 * @param cpuMillis what it has for pods
 * @param memoryBytes what it has for pods
 */
record NodeState(String name, boolean ready, long cpuMillis, long memoryBytes) {
    static NodeState of(Node node) {
        boolean ready = node.getStatus() != null && node.getStatus().getConditions().stream()
            .anyMatch(each -> "Ready".equals(each.getType()) && "True".equals(each.getStatus()));
        boolean closed = Boolean.TRUE.equals(node.getSpec() == null ? null : node.getSpec().getUnschedulable())
            || node.getSpec() != null && node.getSpec().getTaints().stream()
                .anyMatch(taint -> !"PreferNoSchedule".equals(taint.getEffect()));
        return new NodeState(node.getMetadata().getName(), ready && !closed,
            node.getStatus() == null ? 0 : Amounts.cpuMillis(node.getStatus().getAllocatable()),
            node.getStatus() == null ? 0 : Amounts.memoryBytes(node.getStatus().getAllocatable()));
    }
}
