package io.leengine.registry.ceph.rados;

import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a namespace of its own, as a {@link Target}, in a cluster that all of them share and none harms. */
final class SharedCluster implements ParameterResolver {
    private static final String POOL = "registry";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Target.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        CephCluster cluster = test.getRoot().getStore(ExtensionContext.Namespace.create(SharedCluster.class))
            .getOrComputeIfAbsent(POOL, _ -> started(), CephCluster.class);
        return target(cluster, UUID.randomUUID().toString(), 30);
    }

    private static CephCluster started() {
        try {
            CephCluster cluster = CephCluster.start(CephOptions.usual().withoutGateway());
            cluster.makePool(POOL);
            return cluster;
        } catch (Exception e) {
            throw new IllegalStateException("There is no Ceph cluster to test with", e);
        }
    }

    static Target target(CephCluster cluster, String namespace, int seconds) {
        return new Target(cluster.confFile().toString(), "", "admin", "", POOL, namespace, Duration.ofSeconds(seconds));
    }
}
