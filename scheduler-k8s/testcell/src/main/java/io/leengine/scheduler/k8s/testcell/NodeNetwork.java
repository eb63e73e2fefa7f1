package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The bridge of a node's pods, and its address, which is the node's: a network of its own beside those there are. */
final class NodeNetwork {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int FIRST = 200;
    private static final int END = 250;

    private NodeNetwork() {
    }

    /** A network that nobody had and that is taken now. @param prefix the first three numbers of its addresses, with a dot */
    record Taken(String bridge, String prefix) {

        String subnet() {
            return prefix + "0/24";
        }

        String gateway() {
            return prefix + "1";
        }
    }

    /** Takes a free network by making a bridge in it; one at a time on a machine, so that no two take the same. */
    static Taken take(String bridge, StartGate gate) throws IOException, InterruptedException {
        Path cache = GoBuild.defaultCache();
        Files.createDirectories(cache);
        try (FileChannel channel = FileChannel.open(cache.resolve("testcell-network.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); FileLock lock = lock(channel)) {
            Taken taken = gate.pass(() -> make(bridge));
            if (!lock.isValid()) {
                throw new IOException("the lock on " + cache + " was lost");
            }
            return taken;
        }
    }

    private static Taken make(String bridge) throws IOException, InterruptedException {
        Taken free = new Taken(bridge, free());
        String ip = Programs.need("ip", "iproute2").toString();
        Command.need(LIMIT, List.of(ip, "link", "add", bridge, "type", "bridge"));
        Command.need(LIMIT, List.of(ip, "address", "add", free.gateway() + "/24", "dev", bridge));
        Command.need(LIMIT, List.of(ip, "link", "set", bridge, "up"));
        return free;
    }

    private static FileLock lock(FileChannel channel) throws IOException, InterruptedException {
        FileLock[] lock = new FileLock[1];
        new Deadline(Duration.ofMinutes(1)).await(PAUSE, () -> {
            try {
                lock[0] = GoBuild.tryLock(channel);
                return lock[0] != null;
            } catch (IOException e) {
                throw new TestCellException("cannot lock: " + e.getMessage(), e);
            }
        }, () -> "another cell takes its network and does not end");
        return lock[0];
    }

    /** Deletes the bridge; one that is not there is fine. */
    static void release(String bridge) throws IOException, InterruptedException {
        if (NetworkInterface.getByName(bridge) != null) {
            Command.need(LIMIT, List.of(Programs.need("ip", "iproute2").toString(), "link", "delete", bridge));
        }
    }

    private static String free() throws IOException {
        List<long[]> used = used();
        for (int second = FIRST; second < END; second++) {
            for (int third = 0; third < 256; third++) {
                long from = 10L << 24 | (long) second << 16 | third << 8;
                if (used.stream().noneMatch(it -> it[0] <= from + 255 && from <= it[1])) {
                    return "10." + second + "." + third + ".";
                }
            }
        }
        throw new IOException("no network between 10." + FIRST + ".0.0 and 10." + END + ".0.0 is free; end other cells");
    }

    /** First and last of what this machine has addresses in or routes to; the default route is none. */
    private static List<long[]> used() throws IOException {
        var used = new ArrayList<long[]>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                if (address.getAddress() instanceof Inet4Address v4) {
                    long size = 1L << 32 - address.getNetworkPrefixLength();
                    long from = Integer.toUnsignedLong(ByteBuffer.wrap(v4.getAddress()).getInt()) / size * size;
                    used.add(new long[] {from, from + size - 1});
                }
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/net/route")).stream().skip(1).toList()) {
            String[] fields = line.split("\\s+");
            long mask = Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(fields[7], 16)));
            long from = Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(fields[1], 16)));
            if (mask != 0) {
                used.add(new long[] {from, from + (~mask & 0xffffffffL)});
            }
        }
        return used;
    }
}
