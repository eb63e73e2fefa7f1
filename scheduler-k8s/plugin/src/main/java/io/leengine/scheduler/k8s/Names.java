package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.leengine.spi.scheduler.VersionKey;
import java.util.Map;
import java.util.regex.Pattern;

/** What things are called in the cluster. The labels are how the engine knows its own. */
final class Names {
    /** Who states the fields of what the engine applies. */
    static final String FIELD_MANAGER = "leengine";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String CELL = "leengine.io/cell";
    static final String NAMESPACE = "leengine.io/namespace";
    static final String VERSION = "leengine.io/version";
    static final String SERVICE = "leengine.io/service";
    /** Annotation of a version's replica set: what the version is, without its environment. */
    static final String TEMPLATE = "leengine.io/template";
    /** Annotation of a version's replica set: which environment it has. */
    static final String ENVIRONMENT = "leengine.io/environment";
    /** Annotation of a version's replica set: a digest of all that was stated of it but the number of its instances. */
    static final String MANIFEST = "leengine.io/manifest";
    /** Annotation of a pod that was chosen to go: the number of instances that its version is to have without it. */
    static final String RETIRE_AT = "leengine.io/retire-at";
    /** The cluster lets go of the pods with the lowest value first; of those that are equally ready. */
    static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    static final String PULL_SECRET = "leengine-pull";
    static final String QUOTA = "leengine";
    static final String LIMITS = "leengine";
    static final String BINDING = "leengine";
    /** The cluster role that says what the engine may in its own namespaces. */
    static final String NAMESPACE_ROLE = "leengine-namespace";
    static final String CONTAINER = "instance";
    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final Options options;

    Names(Options options) {
        this.options = options;
    }

    /** Returns the selector of everything the engine made for this cell. */
    Map<String, String> own() {
        return Map.of(MANAGED_BY, "leengine", CELL, options.cell());
    }

    Map<String, String> labels(String namespace) {
        return Map.of(MANAGED_BY, "leengine", CELL, options.cell(), NAMESPACE, namespace);
    }

    Map<String, String> labels(VersionKey version) {
        return Map.of(MANAGED_BY, "leengine", CELL, options.cell(), NAMESPACE, version.namespace(), VERSION,
            version.version(), SERVICE, version.namespace());
    }

    /**
     * Returns the name of a version's replica set and secret, which pods are named after. It is unlike any other in its own
     * namespace only: the version b-c of a, and the version c of a-b, have the same.
     */
    static String version(VersionKey version) {
        return version.namespace() + "-" + version.version();
    }

    /** Whether it is in, or is, a namespace that the engine made for this cell, and carries its labels. */
    boolean isOwn(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String namespace = object instanceof Namespace ? object.getMetadata().getName() : object.getMetadata().getNamespace();
        return labels != null && options.cell().equals(labels.get(CELL)) && "leengine".equals(labels.get(MANAGED_BY))
            && isName(labels.get(NAMESPACE)) && namespace.equals(options.namespacePrefix() + labels.get(NAMESPACE));
    }

    /** Whether it is labelled as this cell's, and as part of a version. */
    boolean isOfVersion(HasMetadata object) {
        return isOwn(object) && isName(object.getMetadata().getLabels().get(VERSION));
    }

    private static boolean isName(String value) {
        return value != null && NAME.matcher(value).matches();
    }

    static VersionKey versionOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return new VersionKey(labels.get(NAMESPACE), labels.get(VERSION));
    }

    static String namespaceOf(HasMetadata object) {
        return object.getMetadata().getLabels().get(NAMESPACE);
    }
}
