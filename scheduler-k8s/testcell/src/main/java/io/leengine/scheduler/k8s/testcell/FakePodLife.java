package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One pod on a fake node, from its coming to its end, on a thread of its own: tells the API what becomes of it, tells it again
 * when that is thought of otherwise, and lets the pod go when it is to be deleted. As long as its node is lost it does nothing.
 */
final class FakePodLife implements Runnable {

    private static final System.Logger LOG = System.getLogger(FakeNodes.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration UNTIL_BACK_OFF = Duration.ofMillis(500);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final int BACK_OFFS = 5;

    private final ApiClient api;
    private final FakeNode node;
    private final FakePodStatus status;
    private final Semaphore requests;
    private final String path;
    private JsonNode pod;
    private PodFate fate;
    private boolean gone;
    private boolean toTell = true;
    private CompletableFuture<Instant> telling = new CompletableFuture<>();
    private Instant stepAt;
    private int step;

    FakePodLife(ApiClient api, FakeNode node, String newAddress, JsonNode pod, PodFate fate, Semaphore requests) {
        this.api = api;
        this.node = node;
        this.pod = pod;
        this.fate = fate;
        this.requests = requests;
        path = path(pod.at("/metadata/namespace").asString(), pod.at("/metadata/name").asString());
        String address = pod.at("/status/podIP").asString("");
        status = new FakePodStatus(node.address(), address.isEmpty() ? newAddress : address, Instant.now());
    }

    boolean on(String nodeName) {
        return node.name().equals(nodeName);
    }

    static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/pods/" + name;
    }

    boolean isAt(String otherPath) {
        return path.equals(otherPath);
    }

    /** The API has it otherwise now. */
    synchronized void changed(JsonNode now) {
        if (newer(now, pod)) {
            pod = now;
            notifyAll();
        }
    }

    /** Something else becomes of it from now on. Gives when the API was asked to take that, once it has taken it. */
    synchronized CompletableFuture<Instant> change(PodFate other) {
        fate = other;
        telling = new CompletableFuture<>();
        step = 0;
        stepAt = null;
        toTell = true;
        notifyAll();
        if (gone) {
            telling.cancel(false);
        }
        return telling;
    }

    /** The API has it no more, or nobody looks any more. */
    synchronized void gone() {
        gone = true;
        telling.cancel(false);
        notifyAll();
    }

    /** Its node is lost, or back. */
    synchronized void nodeChanged() {
        toTell = true;
        notifyAll();
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                Step next = await();
                if (next == null) {
                    return;
                }
                try {
                    if (next.delete()) {
                        delete(next);
                        return;
                    }
                    tell(next);
                    pause = FIRST_PAUSE;
                } catch (IOException | ApiException e) {
                    if (e instanceof ApiException refused && (refused.status() == 404 || refused.status() == 409)) {
                        // Gone, or another pod has its name by now.
                        return;
                    }
                    LOG.log(System.Logger.Level.DEBUG, path + " is told again", e);
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    nodeChanged();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, path + " is left");
        }
    }

    /** What to do next. */
    private record Step(JsonNode pod, ObjectNode status, boolean delete, CompletableFuture<Instant> telling) {
    }

    /** Waits until there is something to do; null when it is gone. */
    private synchronized Step await() throws InterruptedException {
        while (true) {
            if (gone) {
                return null;
            }
            if (!node.lost()) {
                if (pod.at("/metadata/deletionTimestamp").isString()) {
                    return new Step(pod, null, true, telling);
                }
                if (stepAt != null && !Instant.now().isBefore(stepAt)) {
                    stepAt = null;
                    step++;
                    toTell = true;
                }
                if (toTell || thoughtOtherwise()) {
                    toTell = false;
                    return new Step(pod, statusNow(), false, telling);
                }
            }
            if (stepAt == null) {
                wait();
            } else {
                wait(Math.max(1, Duration.between(Instant.now(), stepAt).toMillis()));
            }
        }
    }

    private ObjectNode statusNow() {
        return switch (fate) {
            case PodFate.Ready it -> {
                boolean ready = step > 0 || it.after().isZero();
                if (!ready && stepAt == null) {
                    stepAt = Instant.now().plus(it.after());
                }
                yield status.running(pod, ready);
            }
            case PodFate.Unready it -> status.running(pod, false);
            case PodFate.NeverStarts it -> status.creating(pod);
            case PodFate.PullFails it -> {
                boolean pulled = step % 2 == 0;
                if (stepAt == null) {
                    stepAt = Instant.now().plus(pulled ? UNTIL_BACK_OFF : backOff());
                }
                yield pulled ? status.pullFails(pod, "ErrImagePull", it.message())
                    : status.pullFails(pod, "ImagePullBackOff", "Back-off pulling image: " + it.message());
            }
            case PodFate.Crashes it -> status.crashes(pod, it);
            case PodFate.Evicted it -> status.evicted(pod, it.message());
        };
    }

    /** As a kubelet: twice as long each time, to five minutes. */
    private Duration backOff() {
        Duration longer = FIRST_BACK_OFF.multipliedBy(1L << Math.min(step / 2, BACK_OFFS));
        return longer.compareTo(LONGEST_BACK_OFF) < 0 ? longer : LONGEST_BACK_OFF;
    }

    /** Whether the API has another idea of its readiness than its node has: somebody gave it up, or a gate opened or closed. */
    private boolean thoughtOtherwise() {
        ObjectNode told = statusNow();
        ObjectNode ours = ApiClient.object();
        ours.set("status", told);
        return FakePodStatus.isTrue(ours, "Ready") != FakePodStatus.isTrue(pod, "Ready")
            || !told.path("phase").equals(pod.at("/status/phase"));
    }

    private void tell(Step next) throws IOException, InterruptedException {
        ObjectNode patch = ApiClient.object();
        // With its number, so that a later pod of the same name is not meant.
        patch.putObject("metadata").put("uid", next.pod().at("/metadata/uid").asString());
        patch.set("status", next.status());
        requests.acquire();
        try {
            Instant asked = Instant.now();
            changed(api.strategicMerge(path + "/status", patch));
            next.telling().complete(asked);
        } finally {
            requests.release();
        }
    }

    private void delete(Step next) throws IOException, InterruptedException {
        ObjectNode options = ApiClient.object().put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", next.pod().at("/metadata/uid").asString());
        requests.acquire();
        try {
            api.delete(path, options);
        } finally {
            requests.release();
        }
    }

    /** Versions are numbers that grow; a change from before one's own must not be taken for news. */
    private static boolean newer(JsonNode one, JsonNode other) {
        return version(one) > version(other);
    }

    private static long version(JsonNode object) {
        return Long.parseLong(object.at("/metadata/resourceVersion").asString("0"));
    }
}
