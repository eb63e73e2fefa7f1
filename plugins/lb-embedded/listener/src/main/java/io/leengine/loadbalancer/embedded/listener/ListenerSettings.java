package io.leengine.loadbalancer.embedded.listener;

import java.util.Objects;

/**
 * What a socket is known by: who states the same again gets the same.
 *
 * @param group the group
 * @param address the literal address to listen on
 * @param port the port, 0 for any free one, which then stays the same from part to part
 * @param ioThreads how many threads move bytes, positive
 */
public record ListenerSettings(String group, String address, int port, int ioThreads) {
    /** Nothing may be null. */
    public ListenerSettings {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(address, "address");
    }

    /** Whether these settings and those cannot both have a socket, as far as they tell. */
    boolean excludes(ListenerSettings other) {
        return group.equals(other.group) || port != 0 && port == other.port && address.equals(other.address);
    }
}
