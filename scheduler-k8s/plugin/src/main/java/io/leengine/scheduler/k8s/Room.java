package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The nodes of a cell and what instances take of them. What pods of others take is not there for instances. */
final class Room {
    private static final long MIB = 1L << 20;

    private Room() {
    }

    private static final class Taken {
        private long cpuMillis;
        private long memoryBytes;
        private long othersCpuMillis;
        private long othersMemoryBytes;
        private int instances;

        void add(PodState pod) {
            if (pod.instance().isPresent()) {
                cpuMillis += pod.cpuMillis();
                memoryBytes += pod.memoryBytes();
                instances++;
            } else {
                othersCpuMillis += pod.cpuMillis();
                othersMemoryBytes += pod.memoryBytes();
            }
        }
    }

    static CellStatus of(Collection<NodeState> nodes, Collection<PodState> pods) {
        Map<String, Taken> taken = new HashMap<>();
        pods.stream().filter(PodState::occupies)
            .forEach(pod -> taken.computeIfAbsent(pod.node(), key -> new Taken()).add(pod));
        List<CellStatus.Node> all = nodes.stream().map(node -> {
            Taken of = taken.getOrDefault(node.name(), new Taken());
            return new CellStatus.Node(node.name(), node.ready(), Math.max(0, node.cpuMillis() - of.othersCpuMillis),
                Math.max(0, node.memoryBytes() - of.othersMemoryBytes), of.cpuMillis, of.memoryBytes, of.instances);
        }).sorted(Comparator.comparing(CellStatus.Node::name)).toList();
        return new CellStatus(all);
    }

    /** Throws {@code INSUFFICIENT_RESOURCES} when no node could ever hold one instance, were it empty. */
    static void mustFitSomewhere(String cell, CellStatus status, InstanceTemplate template) {
        List<CellStatus.Node> nodes = status.nodes();
        boolean fits = nodes.isEmpty() || nodes.stream().anyMatch(node -> node.cpuMillis() >= template.cpuMillis()
            && node.memoryBytes() >= template.memoryBytes());
        if (!fits) {
            long cpu = nodes.stream().mapToLong(CellStatus.Node::cpuMillis).max().orElse(0);
            long memory = nodes.stream().mapToLong(CellStatus.Node::memoryBytes).max().orElse(0);
            throw new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, String.format(Locale.ROOT, "No node of the cell '%s' "
                + "is large enough: an instance needs %d thousandths of a processor and %d MiB; the largest have %d and %d "
                + "MiB for instances.", cell, template.cpuMillis(), template.memoryBytes() / MIB, cpu, memory / MIB))
                .withField(template.memoryBytes() > memory ? "memoryBytes" : "cpuMillis")
                .withNextStep("Ask for less, or add a larger node.");
        }
    }
}
