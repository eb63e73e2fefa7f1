package io.leengine.bus.etcd;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The conformance kit on the etcd that the environment names: another release than that of the PATH, say. */
@EnabledIfEnvironmentVariable(named = EtcdPrograms.VARIABLE, matches = ".+")
class NamedEtcdBusConformanceTest extends EtcdBusConformance {
    @BeforeAll
    static void start() throws Exception {
        start(EtcdPrograms.named().orElseThrow());
    }
}
