package io.leengine.bus.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.BeforeAll;

/** The conformance kit over encrypted connections, with a client's certificate and a user. */
class SecureEtcdBusConformanceTest extends EtcdBusConformance {
    private static SecureEtcd secure;

    @BeforeAll
    static void start() throws Exception {
        secure = SecureEtcd.start(EtcdPrograms.any(), store, "check/");
        etcd = secure.etcd;
    }

    @Override
    Options options(String under) {
        try {
            return secure.options("check/" + under);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
