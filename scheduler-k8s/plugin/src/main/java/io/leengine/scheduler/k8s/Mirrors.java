package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything of the cluster that is followed, so that nothing has to be asked for at rest. */
final class Mirrors {
    private static final long LOOK_MILLIS = 1_000;

    private final Cluster cluster;
    private final Mirror<Namespace, NamespaceState> namespaces;
    private final Mirror<ReplicaSet, VersionState> versions;
    private final Mirror<Pod, PodState> pods;
    private final Mirror<Node, NodeState> nodes = new Mirror<>(NodeState::of);
    private final Mirror<Service, StatedObject> services;
    private final Mirror<ResourceQuota, StatedObject> quotas;
    private final Mirror<LimitRange, StatedObject> limits;
    private final Mirror<RoleBinding, String> bindings = new Mirror<>(Mirrors::subject);
    private final List<Reflector<?>> reflectors = new ArrayList<>();
    private final List<Mirror<?, ?>> all;

    Mirrors(Cluster cluster, Names names, Manifests manifests, VersionReading versionReading, Differences differences,
            Listeners listeners, Runnable podsLost) {
        this.cluster = cluster;
        this.namespaces = new Mirror<>((object, before) -> new NamespaceState(Names.namespaceOf(object),
            object.getMetadata().getDeletionTimestamp() != null,
            differences.between(manifests.namespace(Names.namespaceOf(object)), object)), listeners.namespaces());
        this.versions = new Mirror<>(versionReading, listeners.versions());
        this.pods = new Mirror<>(new PodReading(names, InstantSource.system()), listeners.pods());
        this.services = stated(new StatedReading<>(Service::getSpec, manifests::service, differences));
        this.quotas = stated(new StatedReading<>(ResourceQuota::getSpec, manifests::quota, differences));
        this.limits = stated(new StatedReading<>(LimitRange::getSpec, manifests::limits, differences));
        this.all = List.of(namespaces, versions, pods, nodes, services, quotas, limits, bindings);
        start(names, podsLost);
    }

    private static <T extends HasMetadata> Mirror<T, StatedObject> stated(StatedReading<T> reading) {
        return new Mirror<>(reading);
    }

    /**
     * Who is told of changes.
     *
     * @param namespaces of namespaces
     * @param versions of versions
     * @param pods of pods
     */
    record Listeners(Mirror.Listener<NamespaceState> namespaces, Mirror.Listener<VersionState> versions,
            Mirror.Listener<PodState> pods) {
    }

    private static String subject(RoleBinding binding) {
        return binding.getRoleRef().getName() + " " + binding.getSubjects().stream()
            .map(each -> each.getKind() + " " + each.getNamespace() + " " + each.getName()).toList();
    }

    private void start(Names names, Runnable podsLost) {
        LabelSelector own = new LabelSelectorBuilder().withMatchLabels(names.own()).build();
        Runnable none = () -> { };
        follow("nodes", "/api/v1/nodes", client -> client.nodes(), nodes, node -> true, none);
        follow("namespaces", "/api/v1/namespaces" + labels(names), client -> client.namespaces().withLabelSelector(own),
            namespaces, names::isOwn, none);
        follow("replicasets", "/apis/apps/v1/replicasets" + labels(names),
            client -> client.apps().replicaSets().inAnyNamespace().withLabelSelector(own), versions, names::isOfVersion, none);
        // All of them: those of others take room, too.
        follow("pods", "/api/v1/pods", client -> client.pods().inAnyNamespace(), pods, pod -> true, podsLost);
        follow("services", "/api/v1/services" + labels(names),
            client -> client.services().inAnyNamespace().withLabelSelector(own), services, names::isOwn, none);
        follow("resourcequotas", "/api/v1/resourcequotas" + labels(names),
            client -> client.resourceQuotas().inAnyNamespace().withLabelSelector(own), quotas, names::isOwn, none);
        follow("limitranges", "/api/v1/limitranges" + labels(names),
            client -> client.limitRanges().inAnyNamespace().withLabelSelector(own), limits, names::isOwn, none);
        follow("rolebindings", "/apis/rbac.authorization.k8s.io/v1/rolebindings" + labels(names),
            client -> client.rbac().roleBindings().inAnyNamespace().withLabelSelector(own), bindings, names::isOwn, none);
        cluster.onSilence(this::interruptWatches);
    }

    private static String labels(Names names) {
        String selector = names.own().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).sorted()
            .collect(Collectors.joining(","));
        return "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> void follow(String kind, String path,
            Function<KubernetesClient, FilterWatchListDeletable<T, L, ?>> objects, Mirror<T, ?> mirror, Predicate<T> wanted,
            Runnable lost) {
        reflectors.add(new Reflector<>(kind, cluster, new Reflector.ClusterList<T>() {
            @Override
            public KubernetesResourceList<T> list(KubernetesClient client, ListOptions options) {
                return objects.apply(client).list(options);
            }

            @Override
            public String path() {
                return path;
            }
        }, mirror, wanted, lost));
    }

    Mirror<Namespace, NamespaceState> namespaces() {
        return namespaces;
    }

    Mirror<ReplicaSet, VersionState> versions() {
        return versions;
    }

    Mirror<Pod, PodState> pods() {
        return pods;
    }

    Mirror<Node, NodeState> nodes() {
        return nodes;
    }

    Mirror<Service, StatedObject> services() {
        return services;
    }

    Mirror<ResourceQuota, StatedObject> quotas() {
        return quotas;
    }

    Mirror<LimitRange, StatedObject> limits() {
        return limits;
    }

    Mirror<RoleBinding, String> bindings() {
        return bindings;
    }

    /** Returns why something cannot be followed; empty when nothing is known against it. */
    Optional<String> trouble() {
        return reflectors.stream().map(Reflector::trouble).filter(text -> !text.isEmpty()).findFirst();
    }

    boolean areListed() {
        return all.stream().allMatch(Mirror::isListed);
    }

    /** Returns why what is known of some kind is too old to be told; empty when it is not. */
    Optional<String> lost() {
        return reflectors.stream().filter(Reflector::isLost).map(Reflector::trouble).filter(text -> !text.isEmpty()).findFirst();
    }

    /** Waits for the first lists; nothing is known before. {@code UNAVAILABLE} also when what is known is too old. */
    void awaitListed(CallContext context) throws InterruptedException {
        Optional<String> lost = lost();
        if (lost.isPresent()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, lost.get());
        }
        for (Mirror<?, ?> mirror : all) {
            synchronized (mirror) {
                while (!mirror.isListed()) {
                    cluster.mustAnswer(context);
                    String trouble = trouble().orElse("");
                    if (!trouble.isEmpty()) {
                        throw new EngineException(ErrorCode.UNAVAILABLE, trouble);
                    }
                    mirror.wait(Math.clamp(context.remaining().toMillis(), 1, LOOK_MILLIS));
                }
            }
        }
    }

    /** Wakes whoever waits, to see that there is nothing to wait for any more. */
    void wake() {
        all.forEach(Mirror::wake);
    }

    /** Lets go of watches that may hang. */
    void interruptWatches() {
        reflectors.forEach(Reflector::interruptWatch);
    }

    /** The threads that follow, to be ended before the cluster is closed. */
    List<Thread> threads() {
        return reflectors.stream().map(Reflector::thread).toList();
    }
}
