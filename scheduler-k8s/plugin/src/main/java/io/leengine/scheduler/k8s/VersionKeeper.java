package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes versions be as stated, and removes them. What is as it should be costs no request. */
final class VersionKeeper {
    private final Options options;
    private final Cluster cluster;
    private final Mirrors mirrors;
    private final VersionManifests manifests;
    private final NamespaceKeeper namespaces;
    private final Environments environments;
    private final Retirement retirement;

    VersionKeeper(Options options, Cluster cluster, Mirrors mirrors, VersionManifests manifests, NamespaceKeeper namespaces,
            Environments environments, Retirement retirement) {
        this.options = options;
        this.cluster = cluster;
        this.mirrors = mirrors;
        this.manifests = manifests;
        this.namespaces = namespaces;
        this.environments = environments;
        this.retirement = retirement;
    }

    private String key(VersionKey version) {
        return Mirror.key(options.namespace(version.namespace()), Names.version(version));
    }

    private static String subject(VersionKey version) {
        return "The version " + version;
    }

    /** Tells what room there is, which takes a look at every pod. */
    @FunctionalInterface
    interface Look {
        CellStatus status(CallContext context) throws InterruptedException;
    }

    void apply(CallContext context, VersionSpec spec, Collection<String> retire, Look look) throws InterruptedException {
        VersionKey version = spec.key();
        namespaces.mustExist(context, version.namespace());
        Optional<Reflection<VersionState>> known = mirrors.versions().find(key(version));
        Optional<Environments.Kept> kept = Optional.empty();
        if (known.isEmpty()) {
            Room.mustFitSomewhere(options.cell(), look.status(context), spec.template());
        } else {
            kept = environments.find(context, version, known.get().value().seal());
            mustBeSame(known.get().value(), kept, spec);
        }
        mark(context, spec, retire);
        state(context, spec, known, kept);
    }

    private static void mustBeSame(VersionState present, Optional<Environments.Kept> kept, VersionSpec spec) {
        InstanceTemplate asked = spec.template();
        Optional<InstanceTemplate> there = present.template().map(template -> TemplateText.withEnvironment(template,
            kept.map(Environments.Kept::values).orElse(asked.environment())));
        if (there.isPresent() && !there.get().equals(asked)) {
            throw new EngineException(ErrorCode.CONFLICT, "The version '" + spec.key() + "' is there with another template; a "
                + "version's template never changes.").withNextStep("Deploy a new version.");
        }
    }

    /**
     * Has the cluster let go of these first, and of others only when these are gone. The mark says for which number it holds:
     * none of them is ended before that number is stated, whatever becomes of this process in between.
     */
    private void mark(CallContext context, VersionSpec spec, Collection<String> retire) throws InterruptedException {
        String namespace = options.namespace(spec.key().namespace());
        String patch = "{\"metadata\":{\"annotations\":{\"" + Names.DELETION_COST + "\":\"" + Integer.MIN_VALUE + "\",\""
            + Names.RETIRE_AT + "\":\"" + spec.instances() + "\"}}}";
        for (String id : retire) {
            Optional<PodState> pod = mirrors.pods().find(Mirror.key(namespace, id)).map(Reflection::value);
            boolean own = pod.flatMap(PodState::instance).filter(each -> each.version().equals(spec.key())).isPresent();
            if (own && !pod.get().retireAt().equals(OptionalInt.of(spec.instances()))) {
                cluster.call(context, "The instance " + id, client -> {
                    try {
                        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
                        merge.setFieldManager(Names.FIELD_MANAGER);
                        mirrors.pods().answered(client.pods().inNamespace(namespace).withName(id).patch(merge, patch));
                    } catch (KubernetesClientException e) {
                        if (!ClusterFaults.isNotFound(e)) {
                            throw e;
                        }
                    }
                    return null;
                });
            }
        }
    }

    private void state(CallContext context, VersionSpec spec, Optional<Reflection<VersionState>> known,
            Optional<Environments.Kept> kept) throws InterruptedException {
        boolean asStated = known.isPresent() && kept.isPresent() && known.get().value().instances() == spec.instances()
            && known.get().value().template().isPresent()
            && (known.get().value().drift().isEmpty() && !known.get().value().outdated() || !options.restores());
        if (asStated) {
            return;
        }
        Environments.Kept environment = kept.orElseGet(() -> new Environments.Kept(EnvironmentSeal.newKey(),
            spec.template().environment()));
        String seal = EnvironmentSeal.of(environment.values(), environment.key());
        if (kept.isEmpty() && !environment.values().isEmpty()) {
            // The secret belongs to the replica set, and the pods need the secret: so first a set without pods.
            int now = known.map(each -> each.value().statable()).orElse(0);
            ReplicaSet owner = apply(context, new VersionSpec(spec.key(), spec.template(), now), seal);
            environments.keep(context, spec.key(), environment, owner);
            if (now == spec.instances()) {
                return;
            }
        }
        apply(context, spec, seal);
    }

    private ReplicaSet apply(CallContext context, VersionSpec spec, String seal) throws InterruptedException {
        ReplicaSet stated = cluster.call(context, subject(spec.key()),
            client -> Applying.state(client, manifests.replicaSet(spec, seal)));
        mirrors.versions().answered(stated);
        return stated;
    }

    void delete(CallContext context, VersionKey version) throws InterruptedException {
        String namespace = options.namespace(version.namespace());
        mirrors.awaitListed(context);
        Optional<Reflection<VersionState>> known = mirrors.versions().find(key(version));
        if (known.isPresent()) {
            cluster.call(context, subject(version), client -> {
                Deletion.replicaSet(client, namespace, Names.version(version), known.get().uid());
                mirrors.versions().forget(key(version), known.get().uid());
                return null;
            });
        }
        environments.forget(version);
    }

    List<VersionSpec> all(CallContext context, String namespace) throws InterruptedException {
        namespaces.mustExist(context, namespace);
        List<VersionState> states = new ArrayList<>();
        mirrors.versions().forEachIn(options.namespace(namespace), (key, state) -> states.add(state));
        List<VersionSpec> all = new ArrayList<>();
        for (VersionState state : states) {
            // One that cannot be read any more is not what the engine stated, so it states it again.
            if (state.template().isPresent()) {
                InstanceTemplate template = state.template().get();
                Optional<Environments.Kept> kept = environments.find(context, state.key(), state.seal());
                all.add(new VersionSpec(state.key(), kept.map(each -> TemplateText.withEnvironment(template, each.values()))
                    .orElse(template), state.statable()));
            }
        }
        all.sort(Comparator.comparing(VersionSpec::key));
        return all;
    }

    void stop(CallContext context, String namespace, String instance) throws InterruptedException {
        String whole = options.namespace(namespace);
        mirrors.awaitListed(context);
        Optional<PodState> pod = mirrors.pods().find(Mirror.key(whole, instance)).map(Reflection::value)
            .filter(each -> each.instance().isPresent());
        if (pod.isPresent()) {
            retirement.delete(context, Mirror.key(whole, instance), pod.get().uid());
        }
    }
}
