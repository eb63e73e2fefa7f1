package io.leengine.loadbalancer.nginx.agent;

import io.leengine.model.Identifiers;
import java.util.List;

/**
 * Who an agent is, checked.
 *
 * @param group the group its host belongs to
 * @param name the host's name, unique in the group
 * @param addresses {@code host:port} of its listeners, as clients reach them
 * @param version the agent's version
 * @param nginx the version of nginx
 */
public record AgentOptions(String group, String name, List<String> addresses, String version, String nginx) {
    /** Checks the names and copies the list. */
    public AgentOptions {
        Identifiers.name("group", group);
        Identifiers.name("name", name);
        addresses = List.copyOf(addresses);
    }
}
