package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.spi.CallContext;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;

/** Where the log of one instance is in its cluster. */
final class LogSource implements PodLog.Source {
    private static final Duration OPEN = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final String instance;
    private final String path;
    private final Instant after;
    private final String beginning;

    /**
     * @param namespace as the cluster calls it
     * @param after stands for the beginning
     * @param beginning what of a query says where to begin
     */
    LogSource(Cluster cluster, String namespace, String instance, boolean follow, Instant after, String beginning) {
        this.cluster = cluster;
        this.instance = instance;
        this.path = "/api/v1/namespaces/" + namespace + "/pods/" + instance + "/log?container=" + Names.CONTAINER
            + "&timestamps=true&follow=" + follow + "&";
        this.after = after;
        this.beginning = beginning;
    }

    static String tail(int lines) {
        return "tailLines=" + lines;
    }

    /** The cluster knows whole seconds only. */
    static String since(Instant time) {
        return "sinceTime=" + time; // no letter of it needs to be escaped
    }

    @Override
    public InputStream open(Instant since) throws InterruptedException {
        return open(CallContext.of("log-" + instance, OPEN), since);
    }

    InputStream open(CallContext context, Instant since) throws InterruptedException {
        String whole = path + (since.equals(after) ? beginning : since(since));
        return cluster.call(context, "The log of " + instance, client -> {
            try {
                return AnswerStream.open(client, whole);
            } catch (KubernetesClientException e) {
                if (ClusterFaults.isBadRequest(e)) { // its container waits, so there is nothing to read yet
                    return InputStream.nullInputStream();
                }
                throw e;
            }
        }, AnswerStream::close);
    }
}
