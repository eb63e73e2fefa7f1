package io.leengine.registry.ceph.s3;

import io.leengine.registry.ceph.testcell.CephCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** New buckets of a real gateway. */
final class TestBuckets {
    private TestBuckets() {
    }

    /** Makes a bucket and returns how it is reached. */
    static S3Options make(CephCluster cluster) throws IOException, InterruptedException {
        return make(cluster, Duration.ofSeconds(30));
    }

    static S3Options make(CephCluster cluster, Duration limit) throws IOException, InterruptedException {
        return options(cluster.s3Endpoint(), cluster.makeBucket("b-" + UUID.randomUUID()), limit);
    }

    static S3Options options(URI endpoint, String bucket, Duration limit) {
        return new S3Options(endpoint, "us-east-1", bucket, CephCluster.ACCESS_KEY, CephCluster.SECRET_KEY,
            Optional.empty(), 5 << 20, 160 << 20, limit);
    }
}
