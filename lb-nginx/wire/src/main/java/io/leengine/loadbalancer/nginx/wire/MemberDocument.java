package io.leengine.loadbalancer.nginx.wire;

import java.util.List;

/**
 * An nginx host that belongs to a group.
 *
 * @param addresses {@code host:port} of its listeners, as clients reach them
 */
public record MemberDocument(List<String> addresses) {
    /** Copies the list; none where none is given. */
    public MemberDocument {
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
    }
}
