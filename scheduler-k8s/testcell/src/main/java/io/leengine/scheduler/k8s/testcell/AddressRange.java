package io.leengine.scheduler.k8s.testcell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** IPv4 addresses that are given one after the other, each once. Safe for many threads. */
public final class AddressRange {

    private final long first;
    private final long size;
    private final long start;
    private final AtomicLong given = new AtomicLong();

    private AddressRange(long first, long size, long start) {
        this.first = first;
        this.size = size;
        this.start = start;
    }

    /** A range such as {@code 127.200.0.0/16}, from its first address on; its first and last are not given. */
    public static AddressRange of(String cidr) {
        String[] parts = cidr.split("/");
        try {
            int bits = Integer.parseInt(parts[1]);
            long base = Integer.toUnsignedLong(ByteBuffer.wrap(InetAddress.ofLiteral(parts[0]).getAddress()).getInt());
            long size = 1L << 32 - bits;
            if (bits < 1 || bits > 30 || base % size != 0) {
                throw new IllegalArgumentException("cidr: " + cidr + " is no range of IPv4 addresses of at most 30 bits");
            }
            return new AddressRange(base + 1, size - 2, 0);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("cidr: " + cidr + " is not ADDRESS/BITS", e);
        }
    }

    /** 127.128.0.0/9, where a test can listen at any address; begins anywhere, so that two of them hardly ever meet. */
    public static AddressRange loopback() {
        AddressRange range = of("127.128.0.0/9");
        return new AddressRange(range.first, range.size, ThreadLocalRandom.current().nextLong(range.size));
    }

    /** The next one. @throws IllegalStateException when all were given */
    public String next() {
        long number = given.getAndIncrement();
        if (number >= size) {
            throw new IllegalStateException("all " + size + " addresses were given; take a larger range");
        }
        int address = (int) (first + (start + number) % size);
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
