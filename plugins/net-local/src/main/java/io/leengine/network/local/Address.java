package io.leengine.network.local;

import io.leengine.model.EngineException;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.StringJoiner;

/**
 * An IPv4 or IPv6 address as a number.
 *
 * @param value the number
 * @param bits 32 or 128
 */
record Address(BigInteger value, int bits) implements Comparable<Address> {
    private static final int GROUPS = 8;

    static Address parse(String field, String literal) {
        InetAddress parsed;
        try {
            parsed = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw invalid(field, literal);
        }
        boolean four = parsed instanceof Inet4Address;
        // Short forms such as 10.1, mapped ones and zones have other texts than what they stand for.
        if (four ? !parsed.getHostAddress().equals(literal) : literal.indexOf('%') >= 0 || literal.indexOf('[') >= 0) {
            throw invalid(field, literal);
        }
        return new Address(new BigInteger(1, parsed.getAddress()), four ? 32 : 128);
    }

    private static EngineException invalid(String field, String literal) {
        return EngineException.invalid(field, "'" + literal + "' is no literal IPv4 or IPv6 address.");
    }

    /** Reads what {@link #hex()} wrote. */
    static Address ofHex(String hex) {
        return new Address(new BigInteger(hex, 16), hex.length() * 4);
    }

    /** Returns all its digits, so that texts sort as addresses do. */
    String hex() {
        String digits = value.toString(16);
        return "0".repeat(bits / 4 - digits.length()) + digits;
    }

    Address next() {
        return new Address(value.add(BigInteger.ONE), bits);
    }

    /** Returns the first address of the subnet it lies in. */
    Address subnetFirst(int prefixLength) {
        return new Address(value.shiftRight(bits - prefixLength).shiftLeft(bits - prefixLength), bits);
    }

    /** Returns the last address of the subnet it lies in. */
    Address subnetLast(int prefixLength) {
        BigInteger hosts = BigInteger.ONE.shiftLeft(bits - prefixLength).subtract(BigInteger.ONE);
        return new Address(value.or(hosts), bits);
    }

    @Override
    public int compareTo(Address other) {
        return bits == other.bits ? value.compareTo(other.value) : Integer.compare(bits, other.bits);
    }

    /** Returns the literal; for IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        if (bits == 32) {
            int number = value.intValue();
            return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = value.shiftRight(16 * (GROUPS - 1 - i)).intValue() & 0xffff;
        }
        int start = 0;
        int longest = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        return longest < 2 ? join(groups, 0, GROUPS)
            : join(groups, 0, start) + "::" + join(groups, start + longest, GROUPS);
    }

    private static int zeros(int[] groups, int from) {
        int to = from;
        while (to < GROUPS && groups[to] == 0) {
            to++;
        }
        return to - from;
    }

    private static String join(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
