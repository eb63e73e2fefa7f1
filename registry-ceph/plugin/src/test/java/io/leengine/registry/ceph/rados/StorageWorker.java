package io.leengine.registry.ceph.rados;

import io.leengine.tck.RegistryStorageConformance;
import java.time.Duration;

/** The process that the kit kills. */
final class StorageWorker {
    private StorageWorker() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        Target target = new Target(arguments[0], "", "admin", "", arguments[1], arguments[2], Duration.ofSeconds(30));
        RegistryStorageConformance.work(new RadosRegistryStorage("main", target), System.out);
    }
}
