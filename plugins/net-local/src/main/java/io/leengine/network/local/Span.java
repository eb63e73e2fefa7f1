package io.leengine.network.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.network.AddressRange;
import java.math.BigInteger;
import java.util.TreeSet;

/**
 * A range with its arithmetic: which addresses it can give. The gateway is never given, nor is an IPv4 subnet's own or
 * broadcast address.
 */
final class Span {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    /** IPv4 subnets from here on (RFC 3021) have no addresses of their own. */
    private static final int POINT_TO_POINT = 31;

    private final AddressRange range;
    private final Address first;
    private final Address last;
    private final TreeSet<Address> kept = new TreeSet<>();

    /** Checks the range. */
    Span(AddressRange range) {
        this.range = range;
        this.first = Address.parse("first", range.first());
        this.last = Address.parse("last", range.last());
        check();
    }

    private void check() {
        int prefix = range.prefixLength();
        if (first.bits() != last.bits() || first.compareTo(last) > 0) {
            throw EngineException.invalid("last", "The last address of range '" + range.name()
                + "' must be of the same family as the first and not below it.");
        }
        if (prefix > first.bits() || !first.subnetFirst(prefix).equals(last.subnetFirst(prefix))) {
            throw EngineException.invalid("prefixLength", "The addresses of range '" + range.name()
                + "' do not lie in one subnet of prefix length " + prefix + ".");
        }
        if (first.bits() == 32 && prefix < POINT_TO_POINT) {
            kept.add(first.subnetFirst(prefix));
            kept.add(first.subnetLast(prefix));
        }
        if (!range.gateway().isEmpty()) {
            Address gateway = Address.parse("gateway", range.gateway());
            if (gateway.bits() != first.bits() || !gateway.subnetFirst(prefix).equals(first.subnetFirst(prefix))) {
                throw EngineException.invalid("gateway", "The gateway of range '" + range.name()
                    + "' does not lie in its subnet.");
            }
            kept.add(gateway);
        }
        kept.removeIf(address -> address.compareTo(first) < 0 || address.compareTo(last) > 0);
    }

    AddressRange range() {
        return range;
    }

    Address first() {
        return first;
    }

    boolean gives(Address address) {
        return address.compareTo(first) >= 0 && address.compareTo(last) <= 0 && !kept.contains(address);
    }

    boolean reaches(Address address) {
        return address.compareTo(last) <= 0;
    }

    boolean overlaps(Span other) {
        return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    long size() {
        BigInteger all = last.value().subtract(first.value()).add(BigInteger.ONE)
            .subtract(BigInteger.valueOf(kept.size()));
        return all.min(MOST).longValue();
    }

    EngineException full() {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "All " + size() + " addresses of range '"
            + range.name() + "' are given.").withNextStep("Release some, or let the range grow.");
    }

    /** Reads a setting: {@code name=first-last/prefix}, then {@code @gateway} if there is one. */
    static Span parse(String text) {
        int equals = text.indexOf('=');
        int dash = text.indexOf('-', equals + 1);
        int slash = text.indexOf('/', dash + 1);
        int at = text.indexOf('@', slash + 1);
        if (equals < 0 || dash < 0 || slash < 0) {
            throw malformed(text);
        }
        try {
            int prefix = Integer.parseInt(text, slash + 1, at < 0 ? text.length() : at, 10);
            return new Span(new AddressRange(text.substring(0, equals).strip(),
                text.substring(equals + 1, dash).strip(), text.substring(dash + 1, slash).strip(), prefix,
                at < 0 ? "" : text.substring(at + 1).strip(), 0));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static EngineException malformed(String text) {
        return EngineException.invalid("ranges", "'" + text + "' is no range: write 'name=first-last/prefix', for "
            + "example 'pods=10.1.0.10-10.1.0.250/24', and '@' and the gateway behind it if there is one.");
    }
}
