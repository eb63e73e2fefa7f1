package io.leengine.loadbalancer.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Takes upstreams that fail out of the choice, and probes them before they are in it again. */
final class HealthWatch {
    private static final Logger LOG = System.getLogger(HealthWatch.class.getName());

    private final AtomicLong clock = new AtomicLong();
    private final ScheduledExecutorService timer;
    private final ExecutorService probes;

    HealthWatch(ScheduledExecutorService timer, ExecutorService probes) {
        this.timer = timer;
        this.probes = probes;
    }

    /** An upstream refused or broke a connection. */
    void failed(Domain domain, LiveUpstream upstream, String why) {
        if (upstream.health().failed(clock)) {
            domain.refresh();
            LOG.log(Level.INFO, () -> "domain " + upstream.host() + ": upstream " + upstream.endpoint()
                + " gets no requests for a while: " + why);
            scheduleProbe(domain, upstream);
        }
    }

    /** An upstream answered a request. */
    void answered(Domain domain, LiveUpstream upstream) {
        if (upstream.health().doubted() && upstream.health().answered()) {
            domain.refresh();
        }
    }

    private void scheduleProbe(Domain domain, LiveUpstream upstream) {
        try {
            timer.schedule(() -> probes.execute(() -> probe(domain, upstream)),
                upstream.health().pauseNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no probe of {0}: the group is closing", upstream.endpoint());
        }
    }

    private void probe(Domain domain, LiveUpstream upstream) {
        if (!upstream.stated() || !upstream.health().down()) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(upstream.socketAddress(), (int) domain.spec().connectTimeout().toMillis());
        } catch (IOException e) {
            upstream.health().unreached();
            scheduleProbe(domain, upstream);
            return;
        }
        if (upstream.health().reached()) {
            domain.refresh();
            LOG.log(Level.INFO, () -> "domain " + upstream.host() + ": upstream " + upstream.endpoint()
                + " takes connections and gets requests again");
        }
    }
}
