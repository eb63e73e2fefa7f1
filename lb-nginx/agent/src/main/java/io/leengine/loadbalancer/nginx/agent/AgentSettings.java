package io.leengine.loadbalancer.nginx.agent;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of an nginx host's agent. */
@ObjectClassDefinition(name = "nginx host", description = "Makes this machine's nginx one of a load-balancer group's hosts.")
public @interface AgentSettings {
    /** Returns the group. */
    @AttributeDefinition(name = "Group", description = "The name of the load-balancer group this host belongs to.")
    String group();

    /** Returns the host's name. */
    @AttributeDefinition(name = "Name", description = "This host's name, unique in its group.")
    String name();

    /** Returns where nginx keeps its files. */
    @AttributeDefinition(name = "Folder", description = "The absolute path of the folder this nginx has for itself.")
    String folder();

    /** Returns where requests are taken. */
    @AttributeDefinition(name = "Listeners", required = false, description = "Where requests are taken: literal addresses "
        + "with ports, as in 0.0.0.0:80 or [::]:80.")
    String[] listeners() default {"0.0.0.0:80"};

    /** Returns where requests are taken over TLS. */
    @AttributeDefinition(name = "TLS listeners", required = false, description = "Where requests over TLS are taken, in the "
        + "same form, as in 0.0.0.0:443; nothing where no domain is served over TLS.")
    String[] tls_listeners() default {};

    /** Returns how clients reach this host. */
    @AttributeDefinition(name = "Addresses", required = false, description = "How clients reach this host, host:port each; "
        + "nothing for its listeners.")
    String[] addresses() default {};

    /** Returns nginx's path. */
    @AttributeDefinition(name = "nginx", required = false, description = "The absolute path of nginx itself.")
    String program() default "/usr/sbin/nginx";

    /** Returns the folder of nginx's modules. */
    @AttributeDefinition(name = "Modules", required = false, description = "The absolute path of the folder with nginx's "
        + "Lua module.")
    String modules() default "/usr/lib/nginx/modules";

    /** Returns who nginx's workers run as. */
    @AttributeDefinition(name = "User", required = false, description = "Who nginx's workers run as; nothing for nginx's "
        + "own choice. Only where the agent runs as root.")
    String user() default "";

    /** Returns how many workers nginx has. */
    @AttributeDefinition(name = "Workers", required = false, min = "0", max = "512",
        description = "How many workers nginx has; 0 for one a processor.")
    int workers() default 0;

    /** Returns where counts are served. */
    @AttributeDefinition(name = "Metrics address", required = false, description = "Where this host's counts are served to "
        + "Prometheus, as GET /metrics: a literal address with a port, or nothing for nowhere. There is no log-in.")
    String metrics_address() default "127.0.0.1:9145";

    /** Returns whether to pass on what clients say of earlier proxies. */
    @AttributeDefinition(name = "Trust X-Forwarded", required = false, description = "Whether X-Forwarded-For, -Proto and "
        + "-Host of a request are passed on. Only where another proxy stands before this one.")
    boolean trust_forwarded() default false;
}
