package io.leengine.loadbalancer.nginx.agent;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of a task about a host's membership. */
@ObjectClassDefinition(name = "nginx host's membership", description = "Something to be done once about a host's membership in a "
    + "group, while its agent does not run.")
public @interface MembershipSettings {
    /** Returns the group. */
    @AttributeDefinition(name = "Group", description = "The name of the load-balancer group.")
    String group();

    /** Returns the host's name. */
    @AttributeDefinition(name = "Name", description = "The host's name.")
    String name();

    /** Returns what to do. */
    @AttributeDefinition(name = "Task", description = "check, whether the host may join; or leave.")
    String leengine_task();
}
