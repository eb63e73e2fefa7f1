package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.leengine.model.Digest;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a version is in the cluster: one replica set, and a secret with its environment. */
final class VersionManifests {
    /** Entry of the secret that no variable can be called. */
    static final String SEAL_KEY = "leengine.seal";
    private static final long MILLIS = 1_000;

    private static final JsonMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private final Options options;
    private final Names names;
    private final KubernetesSerialization serialization;

    VersionManifests(Options options, Names names, KubernetesSerialization serialization) {
        this.options = options;
        this.names = names;
        this.serialization = serialization;
    }

    int port(InstanceTemplate template) {
        return template.port() == 0 ? options.port() : template.port();
    }

    Secret environment(VersionKey version, Map<String, String> environment, String sealKey) {
        Map<String, String> data = new HashMap<>();
        environment.forEach((name, value) -> data.put(name, Manifests.base64(value)));
        data.put(SEAL_KEY, Manifests.base64(sealKey));
        return new SecretBuilder().withNewMetadata().withName(Names.version(version))
            .withNamespace(options.namespace(version.namespace())).withLabels(names.labels(version)).endMetadata()
            .withType("Opaque").withData(data).build();
    }

    ReplicaSet replicaSet(VersionSpec spec, String seal) {
        ReplicaSet set = withoutDigest(spec, seal);
        set.getMetadata().getAnnotations().put(Names.MANIFEST, digest(set));
        return set;
    }

    /** Tells what another release, or other settings, stated from what somebody has changed by hand. */
    private String digest(ReplicaSet set) {
        ReplicaSet anyNumber = new ReplicaSetBuilder(set).editSpec().withReplicas(null).endSpec().build();
        return Digest.of(SORTED.writeValueAsBytes(serialization.convertValue(anyNumber, Map.class))).toString();
    }

    private ReplicaSet withoutDigest(VersionSpec spec, String seal) {
        VersionKey version = spec.key();
        return new ReplicaSetBuilder().withNewMetadata().withName(Names.version(version))
            .withNamespace(options.namespace(version.namespace())).withLabels(names.labels(version))
            .withAnnotations(Map.of(Names.TEMPLATE, TemplateText.write(spec.template()), Names.ENVIRONMENT, seal))
            .endMetadata()
            .withNewSpec().withReplicas(spec.instances())
            .withNewSelector().withMatchLabels(names.labels(version)).endSelector()
            .withNewTemplate().withNewMetadata().withLabels(names.labels(version)).endMetadata()
            .withSpec(pod(spec)).endTemplate().endSpec().build();
    }

    private PodSpec pod(VersionSpec spec) {
        InstanceTemplate template = spec.template();
        Map<String, Quantity> resources = Map.of("cpu", new Quantity(template.cpuMillis() + "m"), "memory",
            new Quantity(String.valueOf(template.memoryBytes())));
        return new PodSpecBuilder()
            .withAutomountServiceAccountToken(false).withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(template.grace().toSeconds())
            .withImagePullSecrets(new LocalObjectReference(Names.PULL_SECRET))
            .withNewSecurityContext().withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile()
            .endSecurityContext()
            .withTopologySpreadConstraints(spread("kubernetes.io/hostname", spec.key()),
                spread(options.rackLabel(), spec.key()))
            .withTolerations(toleration("node.kubernetes.io/not-ready"), toleration("node.kubernetes.io/unreachable"))
            .addNewContainer().withName(Names.CONTAINER).withImage(template.image().toString())
            // Pinned by its digest, so what a node has is what was meant.
            .withImagePullPolicy("IfNotPresent")
            .withCommand(template.command()).withEnv(environment(spec))
            .addNewPort().withContainerPort(port(template)).withProtocol("TCP").endPort()
            // As much as it may use is promised to it: such pods get no swap, and are the last to be evicted.
            .withNewResources().withRequests(resources).withLimits(resources).endResources()
            .withStartupProbe(startup(template)).withReadinessProbe(readiness(template))
            .withLivenessProbe(liveness(template))
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .withNewSecurityContext().withAllowPrivilegeEscalation(false).endSecurityContext()
            .endContainer().build();
    }

    private List<EnvVar> environment(VersionSpec spec) {
        List<EnvVar> variables = new ArrayList<>();
        variables.add(new EnvVarBuilder().withName("PORT").withValue(String.valueOf(port(spec.template()))).build());
        variables.add(new EnvVarBuilder().withName("HOST").withValue("0.0.0.0").build());
        variables.add(new EnvVarBuilder().withName("INSTANCE_ID").withNewValueFrom().withNewFieldRef("v1", "metadata.name")
            .endValueFrom().build());
        Set<String> names = new TreeSet<>(spec.template().environment().keySet());
        variables.removeIf(variable -> names.contains(variable.getName()));
        for (String name : names) {
            variables.add(new EnvVarBuilder().withName(name).withNewValueFrom()
                .withNewSecretKeyRef(name, Names.version(spec.key()), false).endValueFrom().build());
        }
        return variables;
    }

    /** Failing until the instance has answered for the first time; the readiness is not asked before. */
    private Probe startup(InstanceTemplate template) {
        HealthCheck health = template.health();
        int period = Math.min(seconds(health.interval()), 1);
        int failures = Math.max(1, (int) Math.ceilDiv(health.startLimit().toMillis(), period * MILLIS));
        return probe(template, period, failures);
    }

    private Probe readiness(InstanceTemplate template) {
        return probe(template, seconds(template.health().interval()), template.health().failures());
    }

    /** Null where nobody has asked for it: what does not answer for a while is not always better off dead. */
    private Probe liveness(InstanceTemplate template) {
        int failures = template.health().restartAfter();
        return failures == 0 ? null : probe(template, seconds(template.health().interval()), failures);
    }

    private Probe probe(InstanceTemplate template, int period, int failures) {
        return new ProbeBuilder().withNewHttpGet().withPath(template.health().path()).withNewPort(port(template))
            .withScheme("HTTP").endHttpGet().withPeriodSeconds(period)
            .withTimeoutSeconds(seconds(template.health().timeout())).withFailureThreshold(failures).withSuccessThreshold(1)
            .build();
    }

    /** Kubernetes knows whole seconds only. */
    private static int seconds(Duration duration) {
        return Math.max(1, (int) Math.ceilDiv(duration.toMillis(), MILLIS));
    }

    private TopologySpreadConstraint spread(String key, VersionKey version) {
        return new TopologySpreadConstraintBuilder().withMaxSkew(1).withTopologyKey(key)
            .withWhenUnsatisfiable("ScheduleAnyway").withNewLabelSelector().withMatchLabels(names.labels(version))
            .endLabelSelector().build();
    }

    private Toleration toleration(String key) {
        return new TolerationBuilder().withKey(key).withOperator("Exists").withEffect("NoExecute")
            .withTolerationSeconds((long) options.nodeLossSeconds()).build();
    }
}
