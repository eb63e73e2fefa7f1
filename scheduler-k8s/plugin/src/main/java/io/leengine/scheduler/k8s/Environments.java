package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.VersionKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The environments of versions, each in a secret of its own that goes with the version's replica set. */
final class Environments {
    private final Options options;
    private final VersionManifests manifests;
    private final Cluster cluster;
    private final Applying applying;
    private final Map<VersionKey, Kept> known = new ConcurrentHashMap<>();

    /**
     * What a secret holds.
     *
     * @param key seals it
     * @param values by name
     */
    record Kept(String key, Map<String, String> values) {
        /** Hides the values. */
        @Override
        public String toString() {
            return "Kept" + values.keySet();
        }
    }

    Environments(Options options, VersionManifests manifests, Cluster cluster) {
        this.options = options;
        this.manifests = manifests;
        this.cluster = cluster;
        this.applying = new Applying(cluster);
    }

    /** Returns the environment that has this seal; empty when the secret is not there or holds another. */
    Optional<Kept> find(CallContext context, VersionKey version, String seal) throws InterruptedException {
        if (EnvironmentSeal.matches(seal, Map.of(), "")) {
            return Optional.of(new Kept("", Map.of()));
        }
        Kept kept = known.get(version);
        if (kept == null || !EnvironmentSeal.matches(seal, kept.values(), kept.key())) {
            kept = read(context, version);
        }
        if (kept == null || !EnvironmentSeal.matches(seal, kept.values(), kept.key())) {
            return Optional.empty();
        }
        known.put(version, kept);
        return Optional.of(kept);
    }

    private Kept read(CallContext context, VersionKey version) throws InterruptedException {
        String namespace = options.namespace(version.namespace());
        Secret secret = cluster.call(context, "The environment of " + version,
            client -> client.secrets().inNamespace(namespace).withName(Names.version(version)).get());
        if (secret == null || secret.getData() == null || !secret.getData().containsKey(VersionManifests.SEAL_KEY)) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        secret.getData().forEach((name, value) -> values.put(name,
            new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return new Kept(values.remove(VersionManifests.SEAL_KEY), values);
    }

    /** Keeps an environment for as long as a replica set is there. */
    void keep(CallContext context, VersionKey version, Kept kept, ReplicaSet owner) throws InterruptedException {
        Secret secret = manifests.environment(version, kept.values(), kept.key());
        secret.getMetadata().getOwnerReferences().add(new OwnerReferenceBuilder().withApiVersion("apps/v1")
            .withKind("ReplicaSet").withName(owner.getMetadata().getName()).withUid(owner.getMetadata().getUid()).build());
        applying.state(context, "The environment of " + version, secret);
        known.put(version, kept);
    }

    void forget(VersionKey version) {
        known.remove(version);
    }

    /** Forgets those of all other versions. */
    void retain(Set<VersionKey> versions) {
        known.keySet().retainAll(versions);
    }
}
