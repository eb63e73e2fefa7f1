package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.leengine.model.Credentials;
import io.leengine.spi.scheduler.NamespaceSpec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a namespace is in the cluster. Nothing more of Kubernetes than is needed: traffic comes from the load balancer
 * straight to the pods, so there is no ingress and no address of a service.
 */
final class Manifests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** What an instance is given when somebody starts a pod by hand without saying what it needs. */
    private static final String USUAL_CPU = "100m";
    private static final String USUAL_MEMORY = "128Mi";

    private final Options options;
    private final Names names;

    Manifests(Options options, Names names) {
        this.options = options;
        this.names = names;
    }

    Namespace namespace(String name) {
        Map<String, String> labels = new HashMap<>(names.labels(name));
        labels.put("pod-security.kubernetes.io/enforce", options.podSecurity());
        return new NamespaceBuilder().withNewMetadata().withName(options.namespace(name)).withLabels(labels).endMetadata()
            .build();
    }

    /** Gives the engine, in its own namespace, the rights it has nowhere else. */
    RoleBinding binding(String name, Subject engine) {
        return new RoleBindingBuilder().withNewMetadata().withName(Names.BINDING).withNamespace(options.namespace(name))
            .withLabels(names.labels(name)).endMetadata()
            .withNewRoleRef().withApiGroup("rbac.authorization.k8s.io").withKind("ClusterRole")
            .withName(Names.NAMESPACE_ROLE).endRoleRef().withSubjects(engine).build();
    }

    /** Headless: a name for the instances within the cluster, without an address of its own. */
    Service service(String name) {
        return new ServiceBuilder().withNewMetadata().withName(name).withNamespace(options.namespace(name))
            .withLabels(names.labels(name)).endMetadata()
            .withNewSpec().withClusterIP("None").withSelector(Map.of(Names.SERVICE, name)).endSpec().build();
    }

    ResourceQuota quota(String name) {
        return new ResourceQuotaBuilder().withNewMetadata().withName(Names.QUOTA).withNamespace(options.namespace(name))
            .withLabels(names.labels(name)).endMetadata()
            .withNewSpec().withHard(Map.of("pods", new Quantity(String.valueOf(options.instancesPerNamespace())),
                "services.nodeports", new Quantity("0"), "services.loadbalancers", new Quantity("0"),
                "persistentvolumeclaims", new Quantity("0"))).endSpec().build();
    }

    LimitRange limits(String name) {
        Map<String, Quantity> usual = Map.of("cpu", new Quantity(USUAL_CPU), "memory", new Quantity(USUAL_MEMORY));
        return new LimitRangeBuilder().withNewMetadata().withName(Names.LIMITS).withNamespace(options.namespace(name))
            .withLabels(names.labels(name)).endMetadata()
            .withNewSpec().addNewLimit().withType("Container").withDefault(usual).withDefaultRequest(usual).endLimit()
            .endSpec().build();
    }

    Secret pullSecret(NamespaceSpec namespace) {
        return new SecretBuilder().withNewMetadata().withName(Names.PULL_SECRET)
            .withNamespace(options.namespace(namespace.name())).withLabels(names.labels(namespace.name())).endMetadata()
            .withType("kubernetes.io/dockerconfigjson")
            .withData(Map.of(".dockerconfigjson", base64(dockerConfig(namespace)))).build();
    }

    private static String dockerConfig(NamespaceSpec namespace) {
        Credentials pull = namespace.pull();
        Map<String, String> entry = Map.of("username", pull.name(), "password", pull.secret(), "auth",
            base64(pull.name() + ":" + pull.secret()));
        return JSON.writeValueAsString(Map.of("auths", Map.of(namespace.registry(), entry)));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
