package io.leengine.registry.fs;

import io.leengine.tck.RegistryStorageConformance;
import java.nio.file.Path;

/** The process that the kit kills. */
final class StorageWorker {
    private StorageWorker() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        RegistryStorageConformance.work(new FileRegistryStorage("main", Path.of(arguments[0])), System.out);
    }
}
