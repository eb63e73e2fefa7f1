package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Amounts as Kubernetes writes them, as numbers. */
final class Amounts {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private Amounts() {
    }

    /** Returns thousandths of a processor, rounded up. */
    static long cpuMillis(Map<String, Quantity> amounts) {
        return amount(amounts, "cpu", THOUSAND);
    }

    /** Returns bytes, rounded up. */
    static long memoryBytes(Map<String, Quantity> amounts) {
        return amount(amounts, "memory", BigDecimal.ONE);
    }

    private static long amount(Map<String, Quantity> amounts, String resource, BigDecimal scale) {
        Quantity quantity = amounts == null ? null : amounts.get(resource);
        return quantity == null ? 0 : quantity.getNumericalAmount().multiply(scale).setScale(0, RoundingMode.CEILING)
            .longValue();
    }

    /** Returns what a pod was promised: Kubernetes, "Resource sharing within containers". */
    static long cpuMillis(Pod pod) {
        return asked(pod, "cpu", THOUSAND);
    }

    /** Returns what a pod was promised. */
    static long memoryBytes(Pod pod) {
        return asked(pod, "memory", BigDecimal.ONE);
    }

    private static long asked(Pod pod, String resource, BigDecimal scale) {
        long together = sum(pod.getSpec().getContainers(), resource, scale);
        long first = 0;
        long beside = 0;
        for (Container container : pod.getSpec().getInitContainers()) {
            long asked = asked(container, resource, scale);
            if ("Always".equals(container.getRestartPolicy())) {
                beside += asked;
            } else {
                first = Math.max(first, beside + asked);
            }
        }
        return Math.max(together + beside, first) + amount(pod.getSpec().getOverhead(), resource, scale);
    }

    private static long sum(List<Container> containers, String resource, BigDecimal scale) {
        return containers.stream().mapToLong(container -> asked(container, resource, scale)).sum();
    }

    private static long asked(Container container, String resource, BigDecimal scale) {
        ResourceRequirements requirements = container.getResources();
        return requirements == null ? 0 : amount(requirements.getRequests(), resource, scale);
    }
}
