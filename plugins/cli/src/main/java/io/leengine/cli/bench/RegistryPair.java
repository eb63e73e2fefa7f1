package io.leengine.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * This registry and its peer, each with a place of its own on the same kind of storage.
 *
 * @param storage its name, as printed
 * @param ours this one
 * @param peer the other
 */
record RegistryPair(String storage, BenchRegistry ours, BenchRegistry peer) implements AutoCloseable {
    /** Starts both on the file system. */
    static RegistryPair onFiles() throws InterruptedException {
        BenchRegistry peer = new PeerRegistry(List.of("filesystem: {rootdirectory: FOLDER}"));
        boolean whole = false;
        try {
            RegistryPair pair = new RegistryPair("files", new EngineRegistry("io.leengine.registry.fs", Map.of()), peer);
            whole = true;
            return pair;
        } finally {
            if (!whole) {
                peer.close();
            }
        }
    }

    List<BenchRegistry> both() {
        return List.of(ours, peer);
    }

    @Override
    public void close() {
        ours.close();
        peer.close();
    }
}
