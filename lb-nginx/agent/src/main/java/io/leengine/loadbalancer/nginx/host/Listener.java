package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Where nginx takes requests.
 *
 * @param address a literal IPv4 or IPv6 address without brackets; {@code 0.0.0.0} or {@code ::} for all
 * @param port 1 to 65535
 */
public record Listener(String address, int port) {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern FOUR_PARTS = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

    /** Checks both. */
    public Listener {
        if (address != null && !isWhole(address)) {
            throw refusal("address");
        }
        address = literal("address", address);
        Identifiers.within("port", port, 1, 65_535);
    }

    /** Reads {@code address:port}, an IPv6 address in brackets. @param field whose value it is, for who must change it */
    public static Listener parse(String field, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !PORT.matcher(port).matches()) {
            throw EngineException.invalid(field, "'" + text + "' is no address and port, as in '0.0.0.0:80' or "
                + "'[::]:80'.");
        }
        String address = text.substring(0, colon);
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        return new Listener(bracketed ? address.substring(1, address.length() - 1) : address, Integer.parseInt(port));
    }

    /** Returns whether an address without a colon has all four parts: with fewer, {@code 10.1} would be 10.0.0.1. */
    static boolean isWhole(String address) {
        return address.indexOf(':') >= 0 || FOUR_PARTS.matcher(address).matches();
    }

    /** Returns an address in its plain form; anything but a literal one, a zone too, is refused. */
    static String literal(String field, String address) {
        try {
            if (address != null && address.indexOf('%') < 0) {
                return InetAddress.ofLiteral(address).getHostAddress();
            }
        } catch (IllegalArgumentException e) {
            throw refusal(field);
        }
        throw refusal(field);
    }

    private static EngineException refusal(String field) {
        return EngineException.invalid(field, "'" + field + "' must be a literal IPv4 or IPv6 address, for example "
            + "'192.0.2.10'.");
    }

    /** Returns {@code address:port}, an IPv6 address in brackets, as nginx reads it. */
    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}
