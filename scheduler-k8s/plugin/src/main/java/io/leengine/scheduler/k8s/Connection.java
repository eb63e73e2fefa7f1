package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The client of a cluster. All requests share one connection, which stays although nobody answers on it any more: whoever
 * finds that out has another client made. The old one ends with all that is under way on it.
 */
final class Connection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final Config config;
    private final Executor threads;
    private volatile KubernetesClient client;

    /** @param limit how long a call may take at most */
    Connection(ClusterAccess access, Duration limit, Executor threads) {
        this.config = config(access, limit);
        this.threads = threads;
        this.client = make();
    }

    private static Config config(ClusterAccess access, Duration limit) {
        ConfigBuilder config = new ConfigBuilder(Config.empty()).withMasterUrl(access.server().toString())
            .withConnectionTimeout((int) CONNECT.toMillis()).withRequestTimeout((int) limit.toMillis())
            // What failed is tried again by whoever wants it, with a pause of its own.
            .withRequestRetryBackoffLimit(0).withUserAgent("leengine");
        if (!access.ca().isEmpty()) {
            config.withCaCertData(access.ca());
        }
        return access.token().isEmpty()
            ? config.withClientCertData(access.certificate()).withClientKeyData(access.key()).build()
            : config.withOauthToken(access.token()).build();
    }

    private KubernetesClient make() {
        return new KubernetesClientBuilder().withConfig(config).withTaskExecutor(threads)
            .withHttpClientFactory(new AbruptHttpClients(threads)).build();
    }

    /** Returns the client of now: whoever keeps it may have to do with a closed one. */
    KubernetesClient client() {
        return client;
    }

    /** Called by one thread only. */
    void renew() {
        KubernetesClient old = client;
        client = make();
        old.close();
    }

    @Override
    public void close() {
        client.close();
    }
}
