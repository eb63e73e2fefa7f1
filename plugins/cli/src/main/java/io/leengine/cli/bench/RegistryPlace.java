package io.leengine.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * Where this registry and its peer keep their images, each in a part of its own.
 *
 * @param label its name, as printed
 * @param plugin this registry's storage for it
 * @param settings of that plugin; empty for those of the seed
 * @param peer the peer's settings for it, lines of YAML
 * @param end takes away what was started for it
 */
record RegistryPlace(String label, String plugin, Map<String, String> settings, List<String> peer, Runnable end)
        implements AutoCloseable {
    /** Those there are. */
    static final List<String> LABELS = List.of("files", "s3", "rados");

    /** Returns whether a place needs a Ceph. */
    static boolean isCeph(String label) {
        return !label.equals("files");
    }

    /** Prepares one; on Ceph it starts that. By RADOS the peer goes by the gateway, the only way it has. */
    static RegistryPlace prepare(String label) {
        if (!isCeph(label)) {
            return new RegistryPlace(label, "io.leengine.registry.fs", Map.of(),
                List.of("filesystem: {rootdirectory: FOLDER}"), () -> { });
        }
        CephProgram ceph = new CephProgram();
        return label.equals("s3")
            ? new RegistryPlace(label, "io.leengine.registry.ceph.s3", ceph.bucket(), ceph.peer(), ceph::close)
            : new RegistryPlace(label, "io.leengine.registry.ceph.rados", ceph.pool(), ceph.peer(), ceph::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
