package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Nodes that take pods and run nothing: pods that are bound to them get an address and become what a {@link PodBehaviour} says,
 * as fast as the API takes it. For thousands of pods on hundreds of nodes, and for faults that are hard to have for real. Safe for
 * many threads.
 */
public final class FakeNodes implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FakeNodes.class.getName());
    private static final int POD_REQUESTS = 64;
    private static final int NODE_REQUESTS = 32;
    private static final Duration END = Duration.ofSeconds(10);

    private final ApiClient api;
    private final FakeNodesOptions options;
    private final Map<String, FakeNode> nodes = new LinkedHashMap<>();
    private final Map<String, FakePodLife> pods = new ConcurrentHashMap<>();
    private final Semaphore podRequests = new Semaphore(POD_REQUESTS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile PodBehaviour behaviour;
    private ListWatch nodeWatch;
    private ListWatch podWatch;

    private FakeNodes(ApiClient api, FakeNodesOptions options) {
        this.api = api;
        this.options = options;
        behaviour = options.behaviour();
        var requests = new Semaphore(NODE_REQUESTS);
        IntStream.range(0, options.count()).mapToObj(it -> new FakeNode(api, options, it, requests))
            .forEach(it -> nodes.put(it.name(), it));
    }

    /**
     * Makes nodes known to a cell and returns when all are ready for pods. {@link #close()} before the cell's.
     *
     * @throws TestCellException when that fails
     */
    public static FakeNodes start(TestCell cell, FakeNodesOptions options) throws InterruptedException {
        try {
            var fakes = new FakeNodes(ApiClient.of(cell.kubeconfig()), options);
            try {
                fakes.start();
                return fakes;
            // catches all: whatever went wrong, no thread may be left.
            } catch (TestCellException | InterruptedException e) {
                fakes.close();
                throw e;
            }
        } catch (IOException e) {
            throw new TestCellException("cannot start fake nodes: " + e.getMessage(), e);
        }
    }

    private void start() throws InterruptedException {
        List<Future<?>> registered = nodes.values().stream().<Future<?>>map(it -> threads.submit(() -> {
            it.register();
            return null;
        })).toList();
        for (Future<?> each : registered) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new TestCellException("cannot make a fake node known: " + e.getCause().getMessage(), e.getCause());
            }
        }
        nodes.values().forEach(it -> threads.execute(it::live));
        nodeWatch = new ListWatch(api, "/api/v1/nodes", "labelSelector=" + FakeNode.LABEL + "%3Dtrue", new NodeListener());
        podWatch = new ListWatch(api, "/api/v1/pods", "fieldSelector=spec.nodeName!%3D", new PodListener());
    }

    /** Their names, in the order of their numbers. */
    public List<String> names() {
        return List.copyOf(nodes.keySet());
    }

    /** Cuts a node off: it gives no sign of life, and whatever is to become of its pods waits. */
    public void lose(String node) {
        node(node).lose();
        onNode(node).forEach(FakePodLife::nodeChanged);
    }

    /** Has a node that was lost come back, with its pods as they were. */
    public void recover(String node) throws InterruptedException {
        FakeNode back = node(node);
        back.recover();
        try {
            back.beat();
            back.report();
        } catch (IOException | ApiException e) {
            LOG.log(System.Logger.Level.DEBUG, node + " is back and could not say so yet; its next sign of life does", e);
        }
        onNode(node).forEach(FakePodLife::nodeChanged);
    }

    /** Decides otherwise about pods that come from now on. */
    public void behave(PodBehaviour other) {
        behaviour = other;
    }

    /**
     * Makes something else of a pod that is there.
     *
     * @return when the API was asked to take that, complete once it has taken it; cancelled when the pod goes before
     * @throws IllegalArgumentException when no node has it
     */
    public Future<Instant> change(String namespace, String pod, PodFate fate) {
        String path = FakePodLife.path(namespace, pod);
        return pods.values().stream().filter(it -> it.isAt(path)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("pod: no fake node has " + namespace + "/" + pod)).change(fate);
    }

    /** How many pods they have. */
    public int pods() {
        return pods.size();
    }

    private FakeNode node(String name) {
        FakeNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("node: there is no " + name);
        }
        return node;
    }

    private Stream<FakePodLife> onNode(String node) {
        return pods.values().stream().filter(it -> it.on(node));
    }

    /** Says again that a node is ready whenever the cell has given it up, say because its API hung. */
    private final class NodeListener implements ListWatch.Listener {

        @Override
        public void changed(JsonNode node) {
            FakeNode ours = nodes.get(node.at("/metadata/name").asString());
            if (ours != null && !ours.lost() && !FakePodStatus.isTrue(node, "Ready")) {
                threads.execute(() -> report(ours));
            }
        }

        private void report(FakeNode node) {
            try {
                node.report();
            } catch (IOException | ApiException e) {
                LOG.log(System.Logger.Level.DEBUG, node.name() + " could not say that it is ready; it will when asked again", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void gone(JsonNode node) {
            // Nodes that are deleted stay so.
            LOG.log(System.Logger.Level.DEBUG, "a fake node was deleted: " + node.at("/metadata/name").asString());
        }
    }

    private final class PodListener implements ListWatch.Listener {

        @Override
        public void changed(JsonNode pod) {
            FakeNode node = nodes.get(pod.at("/spec/nodeName").asString(""));
            if (node == null) {
                return;
            }
            String uid = pod.at("/metadata/uid").asString();
            FakePodLife life = pods.get(uid);
            if (life != null) {
                life.changed(pod);
                return;
            }
            var fresh = new FakePodLife(api, node, options.podAddresses().next(), pod, behaviour.of(FakePod.of(pod)), podRequests);
            pods.put(uid, fresh);
            threads.execute(fresh);
        }

        @Override
        public void gone(JsonNode pod) {
            FakePodLife life = pods.remove(pod.at("/metadata/uid").asString());
            if (life != null) {
                life.gone();
            }
        }
    }

    /** Ends the pretence: nodes and pods stay known to the cell as they are. */
    @Override
    public void close() {
        if (podWatch != null) {
            podWatch.close();
        }
        if (nodeWatch != null) {
            nodeWatch.close();
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new TestCellException("fake nodes did not end within " + END.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            api.close();
        }
    }
}
