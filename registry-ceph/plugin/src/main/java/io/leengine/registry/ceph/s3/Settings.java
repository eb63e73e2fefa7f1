package io.leengine.registry.ceph.s3;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator sets for a registry storage on Ceph's S3 gateway. */
@ObjectClassDefinition(name = "Registry storage: Ceph through S3",
    description = "Keeps the blobs, manifests and tags of the registry in a bucket of Ceph's S3 gateway. Several engines may "
        + "use one bucket at once.")
public @interface Settings {
    /** The configured name. */
    @AttributeDefinition(name = "Name", description = "What this storage is called, for example 'main'.")
    String leengine_name() default "main";

    /** Where the gateway answers. */
    @AttributeDefinition(name = "Endpoint", description = "Where the gateway answers: https://HOST:PORT, or http.")
    String endpoint();

    /** The region. */
    @AttributeDefinition(name = "Region", description = "What requests are signed for; a gateway of Ceph takes any.")
    String region() default "us-east-1";

    /** The bucket. */
    @AttributeDefinition(name = "Bucket", description = "Holds the images and nothing else. It must exist; versioning must be "
        + "off in it.")
    String bucket();

    /** The access key. */
    @AttributeDefinition(name = "Access key", description = "Of a user who may read, write, list and delete in the bucket.")
    String access_key();

    /** The secret key. */
    @AttributeDefinition(name = "Secret key", type = AttributeType.PASSWORD, description = "That user's secret key.")
    String secret_key();

    /** Whether clients fetch blobs from the gateway. */
    @AttributeDefinition(name = "Redirect", description = "Sends clients that pull to the gateway for the blobs, by links that "
        + "are good for a short time. They must be able to reach it.")
    boolean redirect() default false;

    /** Where clients reach the gateway. */
    @AttributeDefinition(name = "Redirect endpoint", required = false, description = "Where clients reach the gateway, if not "
        + "at the endpoint: https://HOST:PORT.")
    String redirect_endpoint() default "";

    /** The size of parts. */
    @AttributeDefinition(name = "Part size", description = "How many MiB are sent at once, 5 to 64. An upload takes up to three "
        + "of them in memory.")
    int part_mib() default S3Options.PART_MIB;

    /** The memory of all uploads. */
    @AttributeDefinition(name = "Memory", description = "How many MiB all uploads together take in memory at most; never more "
        + "than a third of the heap. Each upload that is under way needs one part.")
    int memory_mib() default S3Options.MEMORY_MIB;

    /** The limit of a request. */
    @AttributeDefinition(name = "Time limit", description = "How many seconds a request may take with its repetitions, 1 to "
        + "600.")
    int timeout_seconds() default S3Options.TIMEOUT_SECONDS;
}
