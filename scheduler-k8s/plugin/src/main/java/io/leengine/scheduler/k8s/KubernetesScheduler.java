package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One cell that is a Kubernetes cluster. All that is stated is in the cluster; here is only what is known of it. */
final class KubernetesScheduler implements Scheduler, InstanceLogs, InstanceExec, NamespaceEvents {
    private static final int MOST_TAIL = 100_000;

    private final Options options;
    private final Cluster cluster;
    private final InstanceBoard board = new InstanceBoard();
    private final Opened opened = new Opened();
    private final Environments environments;
    private final Retirement retirement;
    private final DriftKeeper drift;
    private final Mirrors mirrors;
    private final NamespaceKeeper namespaces;
    private final VersionKeeper versions;

    KubernetesScheduler(Options options) {
        this(options, Clock.systemUTC());
    }

    /** @param clock this machine's, which may be apart from those of the cluster */
    KubernetesScheduler(Options options, Clock clock) {
        this.options = options;
        Names names = new Names(options);
        Manifests manifests = new Manifests(options, names);
        KubernetesSerialization serialization = new KubernetesSerialization();
        VersionManifests versionManifests = new VersionManifests(options, names, serialization);
        Differences differences = new Differences(serialization);
        NamespaceNotes notes = new NamespaceNotes();
        this.cluster = new Cluster(options.cell(), options.access());
        this.environments = new Environments(options, versionManifests, cluster);
        this.retirement = new Retirement(options, cluster);
        this.drift = new DriftKeeper(options, cluster, versionManifests, clock);
        this.mirrors = new Mirrors(cluster, names, manifests, new VersionReading(versionManifests, differences), differences,
            new Mirrors.Listeners(notes, new VersionNews(), new PodNews()), board::silence);
        cluster.onSilence(board::silence);
        this.namespaces = new NamespaceKeeper(options, names, manifests, cluster, mirrors, notes);
        this.versions = new VersionKeeper(options, cluster, mirrors, versionManifests, namespaces, environments, retirement);
        retirement.start(mirrors);
        drift.start(mirrors);
    }

    private final class PodNews implements Mirror.Listener<PodState> {
        @Override
        public void replaced(Map<String, Reflection<PodState>> all) {
            Map<String, Instance> instances = new HashMap<>();
            all.values().forEach(each -> each.value().instance().ifPresent(it -> instances.put(it.id(), it)));
            board.replace(instances);
            retirement.look(all);
        }

        @Override
        public void changed(String key, PodState pod) {
            // It has ended, or somebody took its labels away: either way it is no instance any more.
            pod.instance().ifPresentOrElse(board::put, () -> board.remove(key.substring(key.indexOf('/') + 1),
                it -> key.startsWith(options.namespace(it.version().namespace()) + "/")));
            retirement.look(key, pod);
        }

        @Override
        public void removed(String key, PodState last) {
            last.instance().ifPresent(it -> board.remove(it.id(), it::equals));
            retirement.gone(key);
        }
    }

    private final class VersionNews implements Mirror.Listener<VersionState> {
        @Override
        public void replaced(Map<String, Reflection<VersionState>> all) {
            all.forEach((key, each) -> drift.look(key, each.value()));
            environments.retain(all.values().stream().map(each -> each.value().key()).collect(Collectors.toSet()));
            retirement.signal();
        }

        @Override
        public void changed(String key, VersionState state) {
            drift.look(key, state);
            retirement.signal();
        }

        @Override
        public void removed(String key, VersionState last) {
            drift.gone(key);
            environments.forget(last.key());
        }
    }

    @Override
    public String name() {
        return options.cell();
    }

    @Override
    public Health health() {
        String silence = cluster.trouble();
        if (cluster.isClosed()) {
            return Health.down("It is closed.");
        }
        if (!silence.isEmpty()) {
            return Health.down(silence);
        }
        KubernetesVersion version = cluster.version();
        if (version.isTooOld()) {
            return Health.down("The cluster runs Kubernetes " + version.text() + "; 1." + KubernetesVersion.OLDEST
                + " or later is needed.");
        }
        String trouble = mirrors.trouble().orElse("");
        if (!trouble.isEmpty()) {
            return mirrors.areListed() && mirrors.lost().isEmpty() ? new Health(Health.State.DEGRADED, trouble)
                : Health.down(trouble);
        }
        if (!mirrors.areListed()) {
            return new Health(Health.State.DEGRADED, "What is in the cluster is being listed.");
        }
        return version.isStrange() ? new Health(Health.State.DEGRADED, "The cluster runs Kubernetes '" + version.text()
            + "', a version nothing is known of.") : Health.up();
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
        cluster.mustAnswer(context);
        namespaces.apply(context, namespace);
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
        options.namespace(namespace);
        cluster.mustAnswer(context);
        namespaces.delete(context, namespace);
    }

    @Override
    public List<String> namespaces(CallContext context) throws InterruptedException {
        cluster.mustAnswer(context);
        return namespaces.all(context);
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
            throws InterruptedException {
        cluster.mustAnswer(context);
        versions.apply(context, version, retire, this::status);
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
        cluster.mustAnswer(context);
        versions.delete(context, version);
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
        options.namespace(namespace);
        cluster.mustAnswer(context);
        return versions.all(context, namespace);
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
        options.namespace(namespace);
        cluster.mustAnswer(context);
        versions.stop(context, namespace, instance);
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
        cluster.mustAnswer(context);
        mirrors.awaitListed(context);
        Watch<InstanceEvent> watch = board.watch();
        if (!cluster.isReachable()) {
            board.silence();
        }
        return watch;
    }

    @Override
    public CellStatus status(CallContext context) throws InterruptedException {
        cluster.mustAnswer(context);
        mirrors.awaitListed(context);
        List<NodeState> nodes = new ArrayList<>();
        List<PodState> pods = new ArrayList<>();
        mirrors.nodes().forEach((key, node) -> nodes.add(node));
        mirrors.pods().forEach((key, pod) -> pods.add(pod));
        return Room.of(nodes, pods);
    }

    private Instance instance(CallContext context, String namespace, String instance) throws InterruptedException {
        options.namespace(namespace);
        cluster.mustAnswer(context);
        mirrors.awaitListed(context);
        return board.find(namespace, instance).orElseThrow(() -> EngineException.notFound("instance", instance));
    }

    @Override
    public Watch<Line> logs(CallContext context, String namespace, String instance, int tail, boolean follow)
            throws InterruptedException {
        Identifiers.within("tail", tail, 0, MOST_TAIL);
        return log(context, namespace, instance, Instant.MIN, follow, LogSource.tail(tail));
    }

    @Override
    public Watch<Line> logsSince(CallContext context, String namespace, String instance, Instant since, boolean follow)
            throws InterruptedException {
        // What is older within the second is left out here.
        return log(context, namespace, instance, since.minusNanos(1), follow, LogSource.since(since));
    }

    private Watch<Line> log(CallContext context, String namespace, String instance, Instant after, boolean follow,
            String beginning) throws InterruptedException {
        instance(context, namespace, instance);
        LogSource source = new LogSource(cluster, options.namespace(namespace), instance, follow, after, beginning);
        return opened.add(new PodLog(source, source.open(context, after), after, follow,
            () -> board.find(namespace, instance).isEmpty(), instance));
    }

    @Override
    public Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal)
            throws InterruptedException {
        if (command.isEmpty()) {
            throw EngineException.invalid("command", "'command' must name a program.");
        }
        Instance found = instance(context, namespace, instance);
        if (found.startedAt().isEmpty() || found.state() == Instance.State.BACKING_OFF) {
            throw new EngineException(ErrorCode.CONFLICT, "The instance '" + instance + "' does not run now. "
                + found.reason());
        }
        return opened.add(cluster.call(context, "A command in " + instance, client -> PodExec.start(client,
            options.namespace(namespace), instance, command, terminal), PodExec::close));
    }

    @Override
    public List<Event> events(CallContext context, String namespace) throws InterruptedException {
        cluster.mustAnswer(context);
        namespaces.mustExist(context, namespace);
        return cluster.call(context, "The events of " + namespace,
            client -> ClusterEvents.of(client, mirrors.pods(), options.namespace(namespace), namespace));
    }

    /** Leaves everything in the cluster as it is. An interrupt is kept for later: half closed, it would never be closed. */
    void close() {
        cluster.end();
        mirrors.wake();
        List<Thread> threads = new ArrayList<>(mirrors.threads());
        threads.addAll(List.of(retirement.thread(), drift.thread(), cluster.prober()));
        threads.forEach(Thread::interrupt);
        mirrors.interruptWatches();
        boolean interrupted = false;
        try {
            for (Thread thread : threads) {
                interrupted |= join(thread);
            }
        } finally {
            opened.close();
            board.close();
            cluster.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether this was interrupted meanwhile. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
