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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Mirror<Service, List<String>> services;
    private final Mirror<ResourceQuota, List<String>> quotas;
    private final Mirror<LimitRange, List<String>> limits;
    private final Mirror<RoleBinding, String> bindings = new Mirror<>(Mirrors::subject);
    private final List<Reflector<?>> reflectors = new ArrayList<>();
    private final List<Mirror<?, ?>> all;

    Mirrors(Cluster cluster, Names names, Manifests manifests, VersionReading versionReading, Differences differences,
            Mirror.Listener<VersionState> versionListener, Mirror.Listener<PodState> podListener) {
        this.cluster = cluster;
        this.namespaces = new Mirror<>(object -> new NamespaceState(Names.namespaceOf(object),
            object.getMetadata().getDeletionTimestamp() != null,
            differences.between(manifests.namespace(Names.namespaceOf(object)), object)));
        this.versions = new Mirror<>(versionReading, versionListener);
        this.pods = new Mirror<>(new PodReading(names), podListener);
        this.services = new Mirror<>(object -> differences.between(manifests.service(Names.namespaceOf(object)), object));
        this.quotas = new Mirror<>(object -> differences.between(manifests.quota(Names.namespaceOf(object)), object));
        this.limits = new Mirror<>(object -> differences.between(manifests.limits(Names.namespaceOf(object)), object));
        this.all = List.of(namespaces, versions, pods, nodes, services, quotas, limits, bindings);
        start(names);
    }

    private static String subject(RoleBinding binding) {
        return binding.getRoleRef().getName() + " " + binding.getSubjects().stream()
            .map(each -> each.getKind() + " " + each.getNamespace() + " " + each.getName()).toList();
    }

    private void start(Names names) {
        KubernetesClient client = cluster.client();
        LabelSelector own = new LabelSelectorBuilder().withMatchLabels(names.own()).build();
        follow("nodes", "/api/v1/nodes", client.nodes(), nodes, node -> true);
        follow("namespaces", "/api/v1/namespaces" + labels(names), client.namespaces().withLabelSelector(own), namespaces,
            names::isOwn);
        follow("replicasets", "/apis/apps/v1/replicasets" + labels(names),
            client.apps().replicaSets().inAnyNamespace().withLabelSelector(own), versions, names::isOfVersion);
        // All of them: those of others take room, too.
        follow("pods", "/api/v1/pods", client.pods().inAnyNamespace(), pods, pod -> true);
        follow("services", "/api/v1/services" + labels(names), client.services().inAnyNamespace().withLabelSelector(own),
            services, names::isOwn);
        follow("resourcequotas", "/api/v1/resourcequotas" + labels(names),
            client.resourceQuotas().inAnyNamespace().withLabelSelector(own), quotas, names::isOwn);
        follow("limitranges", "/api/v1/limitranges" + labels(names),
            client.limitRanges().inAnyNamespace().withLabelSelector(own), limits, names::isOwn);
        follow("rolebindings", "/apis/rbac.authorization.k8s.io/v1/rolebindings" + labels(names),
            client.rbac().roleBindings().inAnyNamespace().withLabelSelector(own), bindings, names::isOwn);
        cluster.onSilence(() -> reflectors.forEach(Reflector::interruptWatch));
    }

    private static String labels(Names names) {
        String selector = names.own().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).sorted()
            .collect(Collectors.joining(","));
        return "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> void follow(String kind, String path,
            FilterWatchListDeletable<T, L, ?> objects, Mirror<T, ?> mirror, Predicate<T> wanted) {
        reflectors.add(new Reflector<>(kind, cluster, new Reflector.ClusterList<T>() {
            @Override
            public KubernetesResourceList<T> list(ListOptions options) {
                return objects.list(options);
            }

            @Override
            public String path() {
                return path;
            }
        }, mirror, wanted));
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

    Mirror<Service, List<String>> services() {
        return services;
    }

    Mirror<ResourceQuota, List<String>> quotas() {
        return quotas;
    }

    Mirror<LimitRange, List<String>> limits() {
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

    /** Waits for the first lists; nothing is known before. */
    void awaitListed(CallContext context) throws InterruptedException {
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

    void close() throws InterruptedException {
        for (Reflector<?> reflector : reflectors) {
            reflector.close();
        }
    }
}
