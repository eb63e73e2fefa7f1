package io.leengine.bus.etcd;

import org.junit.jupiter.api.BeforeAll;

/** The conformance kit on the etcd of the PATH, or on the one that the environment names. */
class EtcdBusConformanceTest extends EtcdBusConformance {
    @BeforeAll
    static void start() throws Exception {
        start(EtcdPrograms.any());
    }
}
