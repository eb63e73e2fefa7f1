package io.leengine.registry;

import io.leengine.registry.ceph.CephRegistryStorage;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A registry on a Ceph, until it is killed. */
final class CephRegistry {
    private CephRegistry() {
    }

    public static void main(String[] arguments) throws Exception {
        try (CephRegistryStorage storage = CephStorages.open(List.of(arguments));
                TestRegistry registry = new TestRegistry(storage, 0)) {
            System.out.println(registry.url());
            new CountDownLatch(1).await();
        }
    }
}
