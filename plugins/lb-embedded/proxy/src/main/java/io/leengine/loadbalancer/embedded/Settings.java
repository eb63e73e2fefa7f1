package io.leengine.loadbalancer.embedded;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of an embedded load-balancer group, as forms show them. */
@ObjectClassDefinition(name = "Load balancer, embedded",
    description = "A reverse proxy in the engine's process: one group of one host.")
public @interface Settings {
    /** Returns the group's name. */
    @AttributeDefinition(name = "Group", description = "The group's name.")
    String leengine_name();

    /** Returns the address to listen on. */
    @AttributeDefinition(name = "Address", description = "The literal address to listen on; 0.0.0.0 for all.")
    String address() default "127.0.0.1";

    /** Returns the port to listen on. */
    @AttributeDefinition(name = "Port", description = "The port to listen on; 0 for any free one.", min = "0",
        max = "65535")
    int port() default 7088;

    /** Returns where the domains are kept. */
    @AttributeDefinition(name = "Folder", description = "The folder in which domains and upstreams are kept.")
    String folder();

    /** Returns how many requests may be under way. */
    @AttributeDefinition(name = "Most requests", description = "How many requests may be under way at once; "
        + "further ones are answered 503.", min = "1", max = "1000000")
    int max_requests() default 20_000;

    /** Returns how many threads move bytes. */
    @AttributeDefinition(name = "I/O threads", description = "How many threads move bytes; 0 for one a processor.",
        min = "0", max = "256")
    int io_threads() default 0;

    /** Returns whether to pass on what clients say of earlier proxies. */
    @AttributeDefinition(name = "Trust X-Forwarded", description = "Whether X-Forwarded-For, -Proto and -Host of a "
        + "request are passed on. Only where another proxy stands before this one.")
    boolean trust_forwarded() default false;

    /** Returns how long a stop waits. */
    @AttributeDefinition(name = "Stop limit", description = "Seconds that a stop waits for requests under way. When the "
        + "load balancer's bundle is replaced, new requests wait as long.", min = "0", max = "600")
    int stop_limit_seconds() default 2;

    /** Returns how long requests may go on after a stop. */
    @AttributeDefinition(name = "Background limit", description = "Seconds that requests which take longer than that, "
        + "for example downloads and WebSockets, may go on in the background before they are cut.", min = "0",
        max = "86400")
    int background_limit_seconds() default 600;
}
