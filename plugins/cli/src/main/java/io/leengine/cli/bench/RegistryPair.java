package io.leengine.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This registry and its peer, each with a place of its own on the same kind of storage.
 *
 * @param storage its name, as printed
 * @param ours this one
 * @param peer the other
 * @param place what both lie on, if that is theirs alone
 */
record RegistryPair(String storage, BenchRegistry ours, BenchRegistry peer, Optional<CephProgram> place)
        implements AutoCloseable {
    /** Where registries keep their images. */
    enum Storage {
        /** The file system. */
        FILES("files", "io.leengine.registry.fs", List.of("filesystem: {rootdirectory: FOLDER}")),
        /** Ceph's S3 gateway. */
        S3("s3", "io.leengine.registry.ceph.s3", List.of()),
        /** Ceph, by its own protocol; the peer goes by its S3 gateway, the only way it has. */
        RADOS("rados", "io.leengine.registry.ceph.rados", List.of());

        private final String label;
        private final String plugin;
        private final List<String> peer;

        Storage(String label, String plugin, List<String> peer) {
            this.label = label;
            this.plugin = plugin;
            this.peer = peer;
        }

        String label() {
            return label;
        }

        private Map<String, String> settings(Optional<CephProgram> ceph) {
            return switch (this) {
                case FILES -> Map.of();
                case S3 -> ceph.orElseThrow().bucket();
                case RADOS -> ceph.orElseThrow().pool();
            };
        }

        private List<String> peer(Optional<CephProgram> ceph) {
            return ceph.map(CephProgram::peer).orElse(peer);
        }
    }

    /** Starts both, and what they lie on. */
    static RegistryPair on(Storage storage) throws InterruptedException {
        Optional<CephProgram> ceph = storage == Storage.FILES ? Optional.empty() : Optional.of(new CephProgram());
        BenchRegistry peer = null;
        boolean whole = false;
        try {
            peer = new PeerRegistry(storage.peer(ceph));
            RegistryPair pair = new RegistryPair(storage.label, new EngineRegistry(storage.plugin, storage.settings(ceph)), peer,
                ceph);
            whole = true;
            return pair;
        } finally {
            if (!whole) {
                if (peer != null) {
                    peer.close();
                }
                ceph.ifPresent(CephProgram::close);
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
        place.ifPresent(CephProgram::close);
    }
}
