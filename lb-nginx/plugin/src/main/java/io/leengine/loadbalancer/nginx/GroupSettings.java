package io.leengine.loadbalancer.nginx;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of a group of nginx hosts, as forms show them. */
@ObjectClassDefinition(name = "Load balancer, nginx",
    description = "A group of nginx hosts, each with an agent, told over the bus.")
public @interface GroupSettings {
    /** Returns the group's name. */
    @AttributeDefinition(name = "Group", description = "The group's name.")
    String leengine_name();

    /** Returns the bus the hosts are told over. */
    @AttributeDefinition(name = "Bus", required = false, description = "The name of the bus over which the hosts are told; "
        + "the hosts' agents use the same.")
    String bus() default "default";

    /** Returns where upstreams may be. */
    @AttributeDefinition(name = "Ranges", required = false, description = "Where upstreams may be, as in 10.0.0.0/8, joined by "
        + "commas; any other address is refused. Usually the cells' ranges; nothing for the private networks.")
    String[] ranges() default {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"};

    /** Returns the name to point at. */
    @AttributeDefinition(name = "CNAME", required = false, description = "The name that the DNS entries of domains are to "
        + "point at, if the group has one.")
    String cname() default "";

    /** Returns the addresses that move. */
    @AttributeDefinition(name = "Virtual addresses", required = false, description = "Literal addresses that move between "
        + "the hosts, if there are any. The engine does not move them; it tells people of them.")
    String[] virtual_addresses() default {};

    /** Returns how long a silent host counts. */
    @AttributeDefinition(name = "Absence", required = false, min = "0", max = "86400", description = "Seconds that a host "
        + "whose agent has fallen silent is still waited for: it may go on sending requests by what it was told last.")
    int absence_seconds() default 60;
}
