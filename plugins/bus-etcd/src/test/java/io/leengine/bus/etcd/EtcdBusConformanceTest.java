package io.leengine.bus.etcd;

import org.junit.jupiter.api.BeforeAll;

/** The conformance kit on the etcd of the PATH. */
class EtcdBusConformanceTest extends EtcdBusConformance {
    @BeforeAll
    static void start() throws Exception {
        start(EtcdPrograms.onPath());
    }
}
