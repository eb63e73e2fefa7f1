package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node that is nothing but what the API knows of it. */
final class FakeNode {

    /** Marks those of ours. */
    static final String LABEL = "testcell.leengine.io/fake";

    private static final System.Logger LOG = System.getLogger(FakeNodes.class.getName());
    /** Always with six digits: none may be left out. */
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
        .withZone(ZoneOffset.UTC);
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private final ApiClient api;
    private final FakeNodesOptions options;
    private final String name;
    private final String address;
    private final Map<String, String> labels;
    private final Semaphore requests;
    private volatile boolean lost;
    private ObjectNode lease;

    FakeNode(ApiClient api, FakeNodesOptions options, int number, Semaphore requests) {
        this.api = api;
        this.options = options;
        this.requests = requests;
        name = options.prefix() + "-" + number;
        address = "127.127." + number / 250 + "." + (number % 250 + 1);
        labels = options.labels().apply(number);
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    boolean lost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    void recover() {
        lost = false;
    }

    /** Makes the node known, and fit for pods at once. */
    void register() throws IOException, InterruptedException {
        ObjectNode node = ApiClient.object().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode labelled = node.putObject("metadata").put("name", name).putObject("labels");
        labelled.put("kubernetes.io/hostname", name).put("kubernetes.io/os", "linux").put("kubernetes.io/arch", "amd64")
            .put(LABEL, "true");
        labels.forEach(labelled::put);
        node.set("status", status());
        boolean known = false;
        requests.acquire();
        try {
            api.post("/api/v1/nodes", node);
        } catch (ApiException e) {
            if (e.status() != 409) {
                throw e;
            }
            known = true;
        } finally {
            requests.release();
        }
        if (known) {
            report();
        }
        beat();
        // Who is new counts as not ready until somebody looks, if there is anybody.
        requests.acquire();
        try {
            api.strategicMerge("/api/v1/nodes/" + name, ApiClient.object("{\"spec\": {\"taints\": null}}"));
        } finally {
            requests.release();
        }
    }

    /** Tells the API again what it is like, should that be thought of otherwise. */
    void report() throws IOException, InterruptedException {
        ObjectNode node = ApiClient.object();
        node.set("status", status());
        requests.acquire();
        try {
            api.strategicMerge("/api/v1/nodes/" + name + "/status", node);
        } finally {
            requests.release();
        }
    }

    private ObjectNode status() {
        ObjectNode status = ApiClient.object();
        for (String each : new String[] {"capacity", "allocatable"}) {
            status.putObject(each).put("cpu", options.cpu()).put("memory", options.memory()).put("pods",
                Integer.toString(options.pods()))
                .put("ephemeral-storage", "1Ti");
        }
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "MemoryPressure", "False", "KubeletHasSufficientMemory");
        condition(conditions, "DiskPressure", "False", "KubeletHasNoDiskPressure");
        condition(conditions, "PIDPressure", "False", "KubeletHasSufficientPID");
        condition(conditions, "Ready", "True", "KubeletReady");
        ArrayNode addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", address);
        addresses.addObject().put("type", "Hostname").put("address", name);
        status.putObject("nodeInfo").put("machineID", name).put("systemUUID", name).put("bootID", name).put("kernelVersion", "fake")
            .put("osImage", "fake").put("containerRuntimeVersion", "fake://1").put("kubeletVersion", "v1.34.4")
            .put("kubeProxyVersion", "").put("operatingSystem", "linux").put("architecture", "amd64");
        return status;
    }

    private static void condition(ArrayNode conditions, String type, String status, String reason) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        conditions.addObject().put("type", type).put("status", status).put("reason", reason).put("message", "a fake node")
            .put("lastHeartbeatTime", now).put("lastTransitionTime", now);
    }

    /** Gives signs of life until interrupted. */
    void live() {
        try {
            // Spread, so that hundreds of nodes do not speak at one time.
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(options.heartbeat().toMillis() + 1)));
            while (true) {
                if (!lost) {
                    try {
                        beat();
                    } catch (IOException | ApiException e) {
                        LOG.log(System.Logger.Level.DEBUG, name + " could give no sign of life; the next comes soon", e);
                    }
                }
                Thread.sleep(options.heartbeat());
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, name + " ends");
        }
    }

    /** One sign of life. */
    synchronized void beat() throws IOException, InterruptedException {
        requests.acquire();
        try {
            if (lease == null) {
                lease = readLease();
            }
            lease.withObject("/spec").put("renewTime", MICROS.format(Instant.now()));
            boolean fresh = lease.at("/metadata/resourceVersion").isMissingNode();
            JsonNode answer = fresh ? api.post(LEASES, lease) : api.put(LEASES + "/" + name, lease);
            lease = (ObjectNode) answer;
        } catch (ApiException e) {
            // Somebody changed or deleted it: read it the next time.
            lease = null;
            throw e;
        } finally {
            requests.release();
        }
    }

    private ObjectNode readLease() throws IOException, InterruptedException {
        try {
            return (ObjectNode) api.get(LEASES + "/" + name);
        } catch (ApiException e) {
            if (e.status() != 404) {
                throw e;
            }
            ObjectNode fresh = ApiClient.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
            fresh.putObject("metadata").put("name", name).put("namespace", "kube-node-lease");
            fresh.putObject("spec").put("holderIdentity", name).put("leaseDurationSeconds", 40);
            return fresh;
        }
    }
}
