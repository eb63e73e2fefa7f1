package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.leengine.spi.scheduler.Instance;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says in a person's words why an instance does not run or is not ready. */
final class Reasons {
    private static final Set<String> IMAGE = Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull",
        "InvalidImageName", "RegistryUnavailable", "ImageInspectError", "SignatureValidationFailed");
    private static final Set<String> HARMLESS = Set.of("ContainerCreating", "PodInitializing");
    private static final int LOG_LINES = 5;
    private static final int MOST = 1_000;
    private static final int SIGNAL_BASE = 128;
    private static final int KILLED = 137;
    private static final long MIB = 1L << 20;

    private Reasons() {
    }

    /** Whether a container that does not run was started in vain, or cannot be. */
    static boolean isFailing(ContainerStatus status) {
        return waiting(status).filter(each -> !HARMLESS.contains(each.getReason())).isPresent()
            || terminated(status.getState()).isPresent();
    }

    /** Whether a registry does not let the node have the image. */
    static boolean isDenied(ContainerStatus status) {
        return waiting(status).filter(each -> IMAGE.contains(each.getReason()) && each.getMessage() != null
            && isDenial(each.getMessage().toLowerCase(Locale.ROOT))).isPresent();
    }

    private static boolean isDenial(String lower) {
        return lower.contains("unauthorized") || lower.contains("forbidden") || lower.contains("denied")
            || lower.contains("authentication");
    }

    /** Returns one or two sentences; empty when nothing is wrong so far. */
    static String of(Pod pod, Optional<ContainerStatus> container, Instance.State state) {
        String reason = switch (state) {
            case STOPPING -> lostNode(pod).orElse("");
            case PENDING -> unplaced(pod).orElse("");
            case BACKING_OFF -> container.map(each -> failing(pod, each)).orElse("");
            case STARTING -> container.flatMap(each -> terminated(each.getLastState())).map(each -> "It was started anew. "
                + ended(pod, each)).orElse("");
            case RUNNING -> lostNode(pod).orElse("It does not answer its health check.");
        };
        return reason.length() > MOST ? reason.substring(0, MOST) : reason;
    }

    /**
     * The cluster says that a pod is not ready whose container is, when it no longer hears of the node; and removes it because
     * of the node's taint after that.
     */
    private static Optional<String> lostNode(Pod pod) {
        boolean unheard = PodReading.condition(pod.getStatus(), "Ready").filter(each -> "False".equals(each.getStatus()))
            .isPresent() && pod.getStatus().getContainerStatuses().stream().anyMatch(each -> Boolean.TRUE.equals(each.getReady()));
        boolean tainted = PodReading.condition(pod.getStatus(), "DisruptionTarget")
            .filter(each -> "DeletionByTaintManager".equals(each.getReason())).isPresent();
        return unheard || tainted ? Optional.of("Its node " + pod.getSpec().getNodeName() + " does not answer.")
            : Optional.empty();
    }

    private static Optional<String> unplaced(Pod pod) {
        return PodReading.condition(pod.getStatus(), "PodScheduled").filter(each -> "False".equals(each.getStatus()))
            .map(PodCondition::getMessage).map(message -> "There is no room for it: " + sentence(message));
    }

    private static String failing(Pod pod, ContainerStatus status) {
        Optional<ContainerStateWaiting> waiting = waiting(status);
        Optional<ContainerStateTerminated> last = terminated(status.getState())
            .or(() -> terminated(status.getLastState()));
        if (waiting.isPresent() && IMAGE.contains(waiting.get().getReason())) {
            return image(pod, waiting.get());
        }
        return last.map(each -> ended(pod, each)).orElseGet(() -> "It cannot be started: "
            + waiting.map(each -> each.getMessage() == null ? each.getReason() : sentence(each.getMessage())).orElse(""));
    }

    private static String image(Pod pod, ContainerStateWaiting waiting) {
        String image = container(pod).map(Container::getImage).orElse("");
        String told = waiting.getMessage() == null ? waiting.getReason() : waiting.getMessage();
        String lower = told.toLowerCase(Locale.ROOT);
        if (lower.contains("not found") || lower.contains("manifest unknown") || lower.contains("name unknown")) {
            return "The image " + image + " is not in its registry.";
        }
        if (isDenial(lower)) {
            return "There is no permission to pull the image " + image + ".";
        }
        if (lower.contains("connection refused") || lower.contains("timeout") || lower.contains("no such host")
                || lower.contains("no route")) {
            return "The node does not reach the registry of the image " + image + ": " + sentence(told);
        }
        return "The image " + image + " cannot be pulled: " + sentence(told);
    }

    private static String ended(Pod pod, ContainerStateTerminated ended) {
        if ("OOMKilled".equals(ended.getReason())) {
            String limit = container(pod).map(each -> Amounts.memoryBytes(each.getResources().getLimits()) / MIB + " MiB")
                .orElse("what it may");
            return "It used more memory than the " + limit + " it may, and was killed.";
        }
        int code = ended.getExitCode() == null ? 0 : ended.getExitCode();
        String how = code == KILLED || code <= SIGNAL_BASE ? "It ended with exit status " + code
            : "It was ended by signal " + (code - SIGNAL_BASE);
        String log = ended.getMessage() == null ? "" : lastLines(ended.getMessage().strip());
        return log.isEmpty() ? how + "." : how + ". Its last lines: " + log;
    }

    private static String lastLines(String text) {
        String[] lines = text.split("\n");
        StringBuilder last = new StringBuilder();
        for (int i = Math.max(0, lines.length - LOG_LINES); i < lines.length; i++) {
            last.append(last.isEmpty() ? "" : "\n").append(lines[i]);
        }
        return last.toString();
    }

    private static Optional<Container> container(Pod pod) {
        return pod.getSpec().getContainers().stream().filter(each -> Names.CONTAINER.equals(each.getName())).findFirst();
    }

    private static Optional<ContainerStateWaiting> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState()).map(ContainerState::getWaiting)
            .filter(each -> each.getReason() != null && !each.getReason().isEmpty());
    }

    private static Optional<ContainerStateTerminated> terminated(ContainerState state) {
        return Optional.ofNullable(state).map(ContainerState::getTerminated);
    }

    private static String sentence(String text) {
        String stripped = text.strip();
        return stripped.endsWith(".") ? stripped : stripped + ".";
    }
}
