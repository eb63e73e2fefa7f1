package io.leengine.loadbalancer.nginx.host;

import java.time.Instant;
import java.util.List;

/**
 * How a host's nginx is.
 *
 * @param nginx its version, for example {@code 1.22.1}
 * @param master the master's process id
 * @param since when the master began
 * @param generation the number of the configuration in effect
 * @param epoch the number of the last change of upstreams
 * @param workers its live workers, those that only finish their requests too
 * @param orphans processes of workers whose master is gone and that finish their requests
 */
public record HostState(String nginx, long master, Instant since, long generation, long epoch, List<Worker> workers,
        List<Long> orphans) {
    /** Copies the lists. */
    public HostState {
        workers = List.copyOf(workers);
        orphans = List.copyOf(orphans);
    }

    /**
     * A worker.
     *
     * @param pid its process id
     * @param generation the number of its configuration
     * @param epoch the last change of upstreams it has confirmed
     * @param exiting whether it takes no new connections and only finishes its requests
     */
    public record Worker(long pid, long generation, long epoch, boolean exiting) {
    }
}
