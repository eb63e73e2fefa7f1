package io.leengine.cli.bench;

import java.util.List;

/**
 * This registry and its peer, each with a place of its own on the same kind of storage.
 *
 * @param ours this one
 * @param peer the other
 */
record RegistryPair(BenchRegistry ours, BenchRegistry peer) {
    List<BenchRegistry> both() {
        return List.of(ours, peer);
    }
}
