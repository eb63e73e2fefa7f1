package io.leengine.bus.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Some members of one throwaway etcd. */
public final class EtcdCluster implements AutoCloseable {
    private final List<Etcd> members = new ArrayList<>();

    private EtcdCluster() {
    }

    /** Starts members that keep what they have in a folder, and waits until each serves. */
    public static EtcdCluster start(Path program, Path folder, int members) throws IOException, InterruptedException {
        EtcdCluster cluster = new EtcdCluster();
        boolean started = false;
        try {
            for (int i = 0; i < members; i++) {
                cluster.members.add(Etcd.plain(program, folder.resolve("m" + i)));
            }
            for (Etcd member : cluster.members) {
                member.launch(cluster.initial());
            }
            for (Etcd member : cluster.members) {
                member.awaitReady();
            }
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private String initial() {
        return members.stream().map(each -> each.name() + "=" + each.peerAddress()).collect(Collectors.joining(","));
    }

    /** Starts one again that was killed, and waits until it serves. */
    public void restart(Etcd member) throws IOException, InterruptedException {
        member.launch(initial());
        member.awaitReady();
    }

    /** Returns the members. */
    public List<Etcd> members() {
        return List.copyOf(members);
    }

    /** Returns their addresses for clients, joined by commas. */
    public String addresses() {
        return members.stream().map(Etcd::address).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        members.forEach(Etcd::close);
    }
}
