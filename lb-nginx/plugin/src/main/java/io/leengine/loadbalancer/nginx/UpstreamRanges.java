package io.leengine.loadbalancer.nginx;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.leengine.model.EngineException;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where upstreams may be: else whoever can state an upstream could have the group's hosts fetch from anywhere they reach.
 */
final class UpstreamRanges {
    /** IPv6, or IPv4 in four parts: with fewer {@code 10.1} would be 10.0.0.1. */
    private static final Pattern WHOLE = Pattern.compile("[^/]*:.*|(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?:/[0-9]+)?");

    private final List<IPAddress> ranges;

    /**
     * @param ranges in the notation of RFC 4632 section 3.1 or RFC 4291 section 2.3, as in 10.0.0.0/8
     * @throws EngineException {@code INVALID} when one is none, or there is none
     */
    UpstreamRanges(List<String> ranges) {
        if (ranges.isEmpty()) {
            throw EngineException.invalid("ranges", "'ranges' must name at least one range of addresses.");
        }
        this.ranges = ranges.stream().map(UpstreamRanges::range).toList();
    }

    private static IPAddress range(String text) {
        try {
            IPAddress range = WHOLE.matcher(text.strip()).matches() ? new IPAddressString(text.strip()).toAddress() : null;
            if (range != null && range.isPrefixed() && range.toPrefixBlock().getLower().equals(range.getLower())) {
                return range.toPrefixBlock();
            }
        } catch (AddressStringException e) {
            throw noRange(text);
        }
        throw noRange(text);
    }

    private static EngineException noRange(String text) {
        return EngineException.invalid("ranges", "'" + text + "' is no range of addresses, as in 10.0.0.0/8 or fd00::/8.");
    }

    /**
     * Checks an upstream's address.
     *
     * @throws EngineException {@code INVALID} for a name, which could lead anywhere once it is looked up, and for an address
     *     outside
     */
    void require(String address) {
        InetAddress literal;
        try {
            literal = InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("address", "'" + address + "' is no literal IPv4 or IPv6 address.");
        }
        IPAddress one = new IPAddressString(literal.getHostAddress()).getAddress();
        if (one == null || !WHOLE.matcher(address).matches() || ranges.stream().noneMatch(range -> range.contains(one))) {
            throw EngineException.invalid("address", "'" + address + "' is in none of the ranges in which upstreams of this "
                + "group may be.").withNextStep("Add the cell's range to 'ranges' of the group, if it is right.");
        }
    }
}
