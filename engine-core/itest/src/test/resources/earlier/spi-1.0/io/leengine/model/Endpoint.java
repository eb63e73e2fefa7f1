package io.leengine.model;

/**
 * Where an instance answers.
 *
 * @param address a literal IPv4 or IPv6 address, without brackets; never a name
 * @param port 1 to 65535
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
    /** Checks the port and that an address is there. */
    public Endpoint {
        if (address == null || address.isEmpty()) {
            throw EngineException.invalid("address", "'address' must be given.");
        }
        Identifiers.within("port", port, 1, 65_535);
    }

    @Override
    public int compareTo(Endpoint other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /** Returns {@code address:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}
