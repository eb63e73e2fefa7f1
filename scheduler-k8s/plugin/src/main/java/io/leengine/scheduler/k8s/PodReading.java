package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.leengine.model.Endpoint;
import io.leengine.spi.scheduler.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes an instance of a pod. */
final class PodReading implements Function<Pod, PodState> {
    private static final Set<String> ENDED = Set.of("Failed", "Succeeded");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /**
     * A kubelet may see a pod before the cluster lets it read the pod's secret for pulls. It asks the registry as nobody then,
     * is denied, and asks again with the secret after so long.
     */
    private static final Duration SECOND_PULL = Duration.ofSeconds(10);

    private final Names names;
    private final InstantSource clock;

    PodReading(Names names, InstantSource clock) {
        this.names = names;
        this.clock = clock;
    }

    @Override
    public PodState apply(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        boolean ended = status.getPhase() != null && ENDED.contains(status.getPhase());
        String node = Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
        boolean own = names.isOfVersion(pod);
        return new PodState(own && !ended ? Optional.of(instance(pod, status, node)) : Optional.empty(),
            pod.getMetadata().getUid(), node, Amounts.cpuMillis(pod), Amounts.memoryBytes(pod), !ended && !node.isEmpty(),
            own ? retireAt(pod.getMetadata().getAnnotations()) : OptionalInt.empty(),
            own && ended && pod.getMetadata().getDeletionTimestamp() == null);
    }

    /** What is no number is not the engine's. */
    private static OptionalInt retireAt(Map<String, String> annotations) {
        String text = annotations == null ? "" : annotations.getOrDefault(Names.RETIRE_AT, "");
        return NUMBER.matcher(text).matches() ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private Instance instance(Pod pod, PodStatus status, String node) {
        boolean stopping = pod.getMetadata().getDeletionTimestamp() != null;
        Optional<ContainerStatus> container = status.getContainerStatuses().stream()
            .filter(each -> Names.CONTAINER.equals(each.getName())).findFirst();
        Optional<ContainerStateRunning> running = container
            .flatMap(each -> Optional.ofNullable(each.getState())).flatMap(each -> Optional.ofNullable(each.getRunning()));
        boolean ready = !stopping && running.isPresent() && isTrue(status, "Ready");
        Instance.State state = state(stopping, status, container, running.isPresent());
        String reason = ready ? "" : Reasons.of(pod, container, state);
        return new Instance(pod.getMetadata().getName(), Names.versionOf(pod), node, endpoint(pod, status), state, ready,
            running.map(each -> Instant.parse(each.getStartedAt())),
            container.map(ContainerStatus::getRestartCount).orElse(0), reason, Map.of());
    }

    private Instance.State state(boolean stopping, PodStatus status, Optional<ContainerStatus> container, boolean running) {
        if (stopping) {
            return Instance.State.STOPPING;
        }
        if (running) {
            return Boolean.TRUE.equals(container.orElseThrow().getStarted()) ? Instance.State.RUNNING
                : Instance.State.STARTING;
        }
        return container.filter(Reasons::isFailing).filter(each -> !(Reasons.isDenied(each) && isNew(status))).isPresent()
            ? Instance.State.BACKING_OFF : Instance.State.PENDING;
    }

    private boolean isNew(PodStatus status) {
        return status.getStartTime() != null
            && Instant.parse(status.getStartTime()).plus(SECOND_PULL).isAfter(clock.instant());
    }

    private static Optional<Endpoint> endpoint(Pod pod, PodStatus status) {
        String address = Objects.requireNonNullElse(status.getPodIP(), "");
        return address.isEmpty() ? Optional.empty() : pod.getSpec().getContainers().stream()
            .filter(container -> Names.CONTAINER.equals(container.getName()))
            .flatMap(container -> container.getPorts().stream()).findFirst()
            .map(port -> new Endpoint(address, port.getContainerPort()));
    }

    static boolean isTrue(PodStatus status, String condition) {
        return condition(status, condition).filter(each -> "True".equals(each.getStatus())).isPresent();
    }

    static Optional<PodCondition> condition(PodStatus status, String type) {
        return status.getConditions().stream().filter(each -> type.equals(each.getType())).findFirst();
    }
}
