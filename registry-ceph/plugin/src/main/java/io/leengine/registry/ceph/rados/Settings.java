package io.leengine.registry.ceph.rados;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator sets for a registry storage on RADOS. */
@ObjectClassDefinition(name = "Registry storage: Ceph, native RADOS",
    description = "Keeps the blobs, manifests and tags of the registry in a pool of a Ceph cluster, spoken to through "
        + "librados, which must be installed on each machine of the engine.")
public @interface Settings {
    /** The plugin's id. */
    String PID = "io.leengine.registry.ceph.rados";

    /** The configured name. */
    @AttributeDefinition(name = "Name", description = "What this storage is called, for example 'main'.")
    String leengine_name() default "main";

    /** Ceph's configuration file. */
    @AttributeDefinition(name = "Configuration file", required = false, description = "Ceph's own configuration, an absolute "
        + "path on each machine of the engine, for example /etc/ceph/ceph.conf. Not needed where the monitors are given.")
    String conf_file() default "";

    /** The monitors. */
    @AttributeDefinition(name = "Monitors", required = false, description = "The monitors' addresses, separated by commas, for "
        + "example 'mon1.example,mon2.example,mon3.example'. They go before those of the configuration file.")
    String monitors() default "";

    /** The user. */
    @AttributeDefinition(name = "User", description = "The Ceph user without 'client.' before it. It needs to read the "
        + "monitors' map and to read and write the pool: mon 'allow r', osd 'allow rw pool=…'.")
    String user() default "admin";

    /** The user's key. */
    @AttributeDefinition(name = "Key", required = false, type = AttributeType.PASSWORD, description = "The user's key, as "
        + "'ceph auth print-key' shows it. Not needed where the configuration file names a keyring that has it.")
    String key() default "";

    /** The pool. */
    @AttributeDefinition(name = "Pool", description = "The pool, a replicated one: sorted keys need that. It must exist.")
    String pool();

    /** The namespace. */
    @AttributeDefinition(name = "Namespace", required = false, description = "The namespace in the pool, so that several "
        + "registries, or others, can share it. Each storage needs one of its own.")
    String namespace() default "leengine-registry";

    /** How long an operation may take. */
    @AttributeDefinition(name = "Time-out", required = false, min = "1", max = "600", description = "How long one operation of "
        + "the cluster may take, in seconds. A restart of one of its machines should be shorter.")
    int timeout_seconds() default 30;
}
