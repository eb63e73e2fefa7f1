package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.registry.ceph.rados.RadosRegistryStorage;
import io.leengine.registry.ceph.s3.S3RegistryStorage;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Measures a push and a pull of one blob of 200 MiB by S3 and by RADOS, in turns on one cluster, and prints medians. */
final class Throughput {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 200 * MIB;
    private static final int ROUNDS = 5;
    private static final int BUFFER = 128 << 10;

    private Throughput() {
    }

    public static void main(String[] arguments) throws Exception {
        try (CephCluster cluster = CephCluster.start(CephOptions.usual())) {
            cluster.makeBucket("images");
            cluster.makePool("registry");
            try (var s3 = new S3RegistryStorage(settings(io.leengine.registry.ceph.s3.Settings.class, Map.of(
                    "endpoint", cluster.s3Endpoint().toString(), "bucket", "images", "access_key", cluster.accessKey(),
                    "secret_key", cluster.secretKey())));
                    var rados = new RadosRegistryStorage(settings(io.leengine.registry.ceph.rados.Settings.class, Map.of(
                    "conf_file", cluster.confFile().toString(), "pool", "registry")))) {
                measure(s3, rados);
            }
        }
    }

    private static void measure(CephRegistryStorage s3, CephRegistryStorage rados) throws Exception {
        List<List<Long>> all = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round <= ROUNDS; round++) {
            byte[] content = new byte[SIZE];
            new Random(round).nextBytes(content);
            List<Long> times = new ArrayList<>(turn(s3, content));
            times.addAll(turn(rados, content));
            // The first round warms up.
            for (int i = 0; round > 0 && i < times.size(); i++) {
                all.get(i).add(times.get(i));
            }
        }
        System.out.printf("200 MiB, median of %d: push S3 %.0f MiB/s, RADOS %.0f MiB/s; pull S3 %.0f MiB/s, RADOS %.0f MiB/s%n",
            ROUNDS, speed(all.get(0)), speed(all.get(2)), speed(all.get(1)), speed(all.get(3)));
    }

    private static List<Long> turn(CephRegistryStorage storage, byte[] content) throws Exception {
        Digest digest = Digest.of(content);
        long start = System.nanoTime();
        String upload = storage.beginUpload("bench");
        storage.append("bench", upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload("bench", upload, digest);
        long pushed = System.nanoTime();
        long size = 0;
        try (InputStream in = storage.openBlob(digest, 0)) {
            byte[] buffer = new byte[BUFFER];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                size += got;
            }
        }
        long pulled = System.nanoTime();
        if (size != content.length) {
            throw new IllegalStateException("Of " + content.length + " bytes " + size + " came back");
        }
        storage.unlinkBlob("bench", digest);
        storage.deleteBlob(digest);
        return List.of(pushed - start, pulled - pushed);
    }

    private static double speed(List<Long> nanos) {
        return SIZE / (double) MIB * 1e9 / nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    /** Settings as Declarative Services would give them: what is set, else the default. */
    private static <A extends Annotation> A settings(Class<A> type, Map<String, Object> set) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
            (_, method, _) -> set.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
