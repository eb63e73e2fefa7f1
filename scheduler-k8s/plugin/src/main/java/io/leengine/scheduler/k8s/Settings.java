package io.leengine.scheduler.k8s;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What an operator sets for a cell that is a Kubernetes cluster. */
@ObjectClassDefinition(name = "Kubernetes cell", description = "Runs instances as pods of a Kubernetes cluster.")
@interface Settings {
    /** The property {@code leengine.name}. */
    @AttributeDefinition(name = "Cell", description = "The cell's name: lower-case letters, digits and hyphens.")
    String leengine_name();

    @AttributeDefinition(name = "Kubeconfig", required = false, type = AttributeType.PASSWORD, description = "The whole text "
        + "of a kubeconfig that holds its certificates and its token itself: kubectl config view --raw --flatten --minify. "
        + "Or give address, CA and token instead.")
    String kubeconfig() default "";

    @AttributeDefinition(name = "Address", required = false, description = "The apiserver's address, https://HOST:PORT, where "
        + "no kubeconfig is given.")
    String address() default "";

    @AttributeDefinition(name = "CA", required = false, description = "The certificates that the apiserver's is signed by, in "
        + "PEM form; empty trusts what the Java platform trusts.")
    String ca() default "";

    @AttributeDefinition(name = "Token", required = false, type = AttributeType.PASSWORD, description = "The bearer token of "
        + "the engine's service account.")
    String token() default "";

    @AttributeDefinition(name = "Namespace prefix", required = false, description = "What the cluster's namespaces are called "
        + "before the application's name, at most 20 characters.")
    String namespacePrefix() default "";

    @AttributeDefinition(name = "Instances of an application", min = "1", max = "100000", description = "How many instances one "
        + "application may have in this cell: the quota of its namespace.")
    int instancesPerNamespace() default 1_000;

    @AttributeDefinition(name = "Port", min = "1", max = "65535", description = "Where instances listen that leave the choice "
        + "to the cell.")
    int port() default 8_080;

    @AttributeDefinition(name = "Node loss", min = "0", max = "86400", description = "How many seconds a node may be silent "
        + "before its instances are replaced elsewhere.")
    int nodeLossSeconds() default 30;

    @AttributeDefinition(name = "Rack label", description = "The label of a node that says which rack or room it is in; "
        + "instances are spread over its values.")
    String rackLabel() default "topology.kubernetes.io/zone";

    @AttributeDefinition(name = "Pod security", description = "Which pod security standard the namespaces enforce.",
        options = {@Option(label = "Baseline", value = "baseline"), @Option(label = "Restricted", value = "restricted"),
            @Option(label = "Privileged", value = "privileged")})
    String podSecurity() default "baseline";

    @AttributeDefinition(name = "Changes by hand", description = "What becomes of what somebody has changed in the cluster. It "
        + "is shown as an event either way; the number of instances is always put right.",
        options = {@Option(label = "Put right", value = "restore"), @Option(label = "Left", value = "leave")})
    String drift() default "restore";
}
