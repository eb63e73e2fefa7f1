package io.leengine.scheduler.k8s.testcell;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a kubelet would say of a pod. */
final class FakePodStatus {

    private final String hostAddress;
    private final String podAddress;
    private final String started;

    FakePodStatus(String hostAddress, String podAddress, Instant started) {
        this.hostAddress = hostAddress;
        this.podAddress = podAddress;
        this.started = time(started);
    }

    ObjectNode creating(JsonNode pod) {
        ObjectNode status = base(pod, "Pending", false);
        containers(pod, status, (container, state) -> {
            container.put("ready", false).put("started", false).put("restartCount", 0);
            state.putObject("waiting").put("reason", "ContainerCreating");
        });
        return status;
    }

    ObjectNode running(JsonNode pod, boolean ready) {
        ObjectNode status = withAddress(base(pod, "Running", ready));
        containers(pod, status, (container, state) -> {
            container.put("ready", ready).put("started", true).put("restartCount", 0);
            container.put("containerID", containerId(pod, container, 0));
            state.putObject("running").put("startedAt", started);
        });
        return status;
    }

    ObjectNode pullFails(JsonNode pod, String reason, String message) {
        ObjectNode status = withAddress(base(pod, "Pending", false));
        containers(pod, status, (container, state) -> {
            container.put("ready", false).put("started", false).put("restartCount", 0);
            state.putObject("waiting").put("reason", reason).put("message", message);
        });
        return status;
    }

    ObjectNode crashes(JsonNode pod, PodFate.Crashes fate) {
        ObjectNode status = withAddress(base(pod, "Running", false));
        containers(pod, status, (container, state) -> {
            container.put("ready", false).put("started", false).put("restartCount", fate.restarts());
            String id = containerId(pod, container, fate.restarts());
            container.put("containerID", id);
            state.putObject("waiting").put("reason", "CrashLoopBackOff").put("message", "back-off 10s restarting failed container="
                + container.path("name").asString() + " pod=" + pod.at("/metadata/name").asString());
            container.putObject("lastState").putObject("terminated").put("exitCode", fate.exitCode()).put("reason", fate.reason())
                .put("message", fate.message()).put("startedAt", started).put("finishedAt", time(Instant.now()))
                    .put("containerID", id);
        });
        return status;
    }

    ObjectNode evicted(JsonNode pod, String message) {
        ObjectNode status = base(pod, "Failed", false).put("reason", "Evicted").put("message", message);
        condition(status.withArray("conditions"), pod, "DisruptionTarget", true, "TerminationByKubelet");
        status.putArray("containerStatuses");
        return status;
    }

    private interface Each {
        void set(ObjectNode container, ObjectNode state);
    }

    private static void containers(JsonNode pod, ObjectNode status, Each each) {
        ArrayNode statuses = status.putArray("containerStatuses");
        for (JsonNode container : pod.at("/spec/containers")) {
            String image = container.path("image").asString();
            ObjectNode one = statuses.addObject().put("name", container.path("name").asString()).put("image", image)
                .put("imageID", image.contains("@") ? image : "");
            each.set(one, one.putObject("state"));
        }
    }

    private static String containerId(JsonNode pod, JsonNode container, int restarts) {
        return "fake://" + pod.at("/metadata/uid").asString() + "-" + container.path("name").asString() + "-" + restarts;
    }

    private ObjectNode base(JsonNode pod, String phase, boolean containersReady) {
        ObjectNode status = ApiClient.object().put("phase", phase).put("startTime", started).put("hostIP", hostAddress);
        status.putArray("hostIPs").addObject().put("ip", hostAddress);
        ArrayNode conditions = status.putArray("conditions");
        boolean started = phase.equals("Running");
        condition(conditions, pod, "PodReadyToStartContainers", started, null);
        condition(conditions, pod, "Initialized", true, null);
        boolean ready = containersReady && gatesOpen(pod);
        condition(conditions, pod, "Ready", ready, !containersReady ? "ContainersNotReady" : ready ? null
            : "ReadinessGatesNotReady");
        condition(conditions, pod, "ContainersReady", containersReady, containersReady ? null : "ContainersNotReady");
        condition(conditions, pod, "PodScheduled", true, null);
        return status;
    }

    private ObjectNode withAddress(ObjectNode status) {
        status.put("podIP", podAddress).putArray("podIPs").addObject().put("ip", podAddress);
        return status;
    }

    /** Whether all conditions that others have to give are given. */
    private static boolean gatesOpen(JsonNode pod) {
        for (JsonNode gate : pod.at("/spec/readinessGates")) {
            if (!isTrue(pod, gate.path("conditionType").asString())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a condition is so in the status the API has. */
    static boolean isTrue(JsonNode pod, String type) {
        return pod.at("/status/conditions").valueStream()
            .anyMatch(it -> it.path("type").asString().equals(type) && it.path("status").asString().equals("True"));
    }

    private static void condition(ArrayNode conditions, JsonNode pod, String type, boolean so, String reason) {
        String status = so ? "True" : "False";
        String since = pod.at("/status/conditions").valueStream()
            .filter(it -> it.path("type").asString().equals(type) && it.path("status").asString().equals(status))
            .map(it -> it.path("lastTransitionTime").asString(null))
                .filter(it -> it != null).findFirst().orElse(time(Instant.now()));
        ObjectNode condition = conditions.addObject().put("type", type).put("status", status).put("lastTransitionTime", since);
        // Null takes away what was said before.
        condition.put("reason", reason).putNull("message");
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
