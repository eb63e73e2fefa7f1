package io.leengine.spi.loadbalancer;

import io.leengine.model.EngineException;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Whether requests from some addresses are let in. The first rule that fits counts; where none fits, a request is let in
 * when the list has only rules that refuse, and refused (403) else.
 *
 * @param allow whether they are let in
 * @param addresses a literal address, or a range of them by CIDR, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; of
 *     IPv4 with all four parts
 */
public record AccessRule(boolean allow, String addresses) {
    /** IPv4 in four parts: with fewer, {@code 10/8} would be read as 0.0.0.10 and let in or keep out others than meant. */
    private static final Pattern FORM =
        Pattern.compile("((?:[0-9]{1,3}\\.){3}[0-9]{1,3}|(?=[^/]{2,45}(?:/|$))[0-9a-fA-F.:]*:[0-9a-fA-F.:]*)(?:/([0-9]{1,3}))?");

    /** Checks the addresses. */
    public AccessRule {
        if (addresses == null || !fits(addresses)) {
            throw EngineException.invalid("access.addresses", "'access.addresses' must be an address or a range, for example "
                + "'10.0.0.0/8' or '2001:db8::/32'.");
        }
    }

    private static boolean fits(String addresses) {
        var parts = FORM.matcher(addresses);
        if (!parts.matches()) {
            return false;
        }
        try {
            int bits = InetAddress.ofLiteral(parts.group(1)).getAddress().length * 8;
            return parts.group(2) == null || Integer.parseInt(parts.group(2)) <= bits;
        // no address: that is the answer
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
