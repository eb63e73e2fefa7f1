package io.leengine.loadbalancer.nginx.bench;

import io.leengine.bus.etcd.StandaloneBus;
import io.leengine.model.Health;
import io.leengine.spi.bus.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An etcd of one member, and the bus on it. */
final class BenchEtcd implements AutoCloseable {
    static final String PREFIX = "bench:";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final String address;
    private final Child etcd;
    private final StandaloneBus bus;

    /** Starts it, and waits until it serves. */
    BenchEtcd(Programs programs, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<Integer> ports = Ports.free(2);
        address = "http://127.0.0.1:" + ports.getFirst();
        String peer = "http://127.0.0.1:" + ports.getLast();
        etcd = new Child("etcd", folder.resolve("output.log"), List.of(programs.etcd().toString(), "--name=bench",
            "--data-dir=" + folder.resolve("data"), "--listen-client-urls=" + address, "--advertise-client-urls=" + address,
            "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=bench=" + peer));
        bus = StandaloneBus.open("bench", PREFIX, address);
        long deadline = System.nanoTime() + START.toNanos();
        while (bus().health().state() != Health.State.UP) {
            etcd.requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("etcd does not serve:\n" + etcd.said());
            }
            Thread.sleep(LOOK);
        }
    }

    String address() {
        return address;
    }

    Bus bus() {
        return bus.bus();
    }

    @Override
    public void close() {
        try {
            bus.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        etcd.close();
    }
}
