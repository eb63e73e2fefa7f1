package io.leengine.registry.ceph.s3;

import io.leengine.registry.ceph.Pieces;
import io.leengine.tck.RegistryStorageConformance;
import java.net.URI;
import java.time.Duration;

/** The process that the kit kills. */
final class StorageWorker {
    private StorageWorker() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        S3Options options = TestBuckets.options(URI.create(arguments[0]), arguments[1], Duration.ofSeconds(30));
        RegistryStorageConformance.work(new S3RegistryStorage("main", options, Pieces.USUAL), System.out);
    }
}
