package io.leengine.registry;

import io.leengine.registry.ceph.CephRegistryStorage;
import io.leengine.registry.ceph.rados.RadosRegistryStorage;
import io.leengine.registry.ceph.s3.S3RegistryStorage;
import io.leengine.registry.ceph.testcell.CephCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The two ways on which a registry lies on a Ceph. */
enum CephStorages {
    /** Through the gateway. */
    S3 {
        @Override
        Map<String, Object> place(CephCluster cluster) {
            try {
                return Map.of("endpoint", cluster.s3Endpoint().toString(), "bucket",
                    cluster.makeBucket("b-" + UUID.randomUUID()), "access_key", cluster.accessKey(), "secret_key",
                    cluster.secretKey());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("The test was interrupted", e);
            }
        }

        @Override
        CephRegistryStorage open(Map<String, Object> place) {
            return new S3RegistryStorage(Configured.of(io.leengine.registry.ceph.s3.Settings.class, place));
        }
    },
    /** By RADOS, in the pool {@link #POOL}. */
    RADOS {
        @Override
        Map<String, Object> place(CephCluster cluster) {
            return Map.of("conf_file", cluster.confFile().toString(), "pool", POOL, "namespace", UUID.randomUUID().toString());
        }

        @Override
        CephRegistryStorage open(Map<String, Object> place) {
            return new RadosRegistryStorage(Configured.of(io.leengine.registry.ceph.rados.Settings.class, place));
        }
    };

    /** Whoever starts the cluster makes it. */
    static final String POOL = "registry";

    /** Returns the settings of a place that nobody else has. */
    abstract Map<String, Object> place(CephCluster cluster);

    /** Opens a storage at a place; several can be open at one. */
    abstract CephRegistryStorage open(Map<String, Object> place);

    /** Returns what a process is told, to open it there. */
    List<String> arguments(Map<String, Object> place) {
        return Stream.concat(Stream.of(name()),
            place.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())).toList();
    }

    /** Opens what the arguments tell. */
    static CephRegistryStorage open(List<String> arguments) {
        return valueOf(arguments.getFirst()).open(arguments.stream().skip(1).map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> each[0], each -> (Object) each[1])));
    }
}
