package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the Lua side of upstreams. */
final class Peers {
    /** No host's name: stands for all of them. */
    static final String ALL = "*";
    private static final Duration RETRY = Duration.ofMillis(20);

    private final Control control;
    private final Desired desired;
    private final Duration patience;
    /** Lest an older state is told after a newer one. */
    private final ReentrantLock order = new ReentrantLock();

    /**
     * @param control speaks with nginx
     * @param desired what is stated
     * @param patience how long to go on while nginx does not answer
     */
    Peers(Control control, Desired desired, Duration patience) {
        this.patience = patience;
        this.control = control;
        this.desired = desired;
    }

    /** What became of them: the number of the change, and what could not be taken. */
    record Outcome(long epoch, Map<String, String> failures) {
    }

    /** Returns an upstream as the Lua side takes it. */
    static List<Object> row(Upstream one) {
        return List.of(Listener.literal("address", one.endpoint().address()), one.endpoint().port(), one.weight(),
            one.version());
    }

    /** Something done to nginx as a whole. */
    interface Step {
        void run() throws InterruptedException;
    }

    /** Does something during which nothing is told, since it would reach only some of the workers. */
    void holdingBack(Step step) throws InterruptedException {
        order.lockInterruptibly();
        try {
            step.run();
        } finally {
            order.unlock();
        }
    }

    /** Makes the upstreams of some hosts take effect as they are stated now; returns when all workers have them. */
    Outcome tell(Set<String> hosts) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            order.lockInterruptibly();
            try {
                return hosts.contains(ALL) ? send(desired.upstreams().keySet(), true) : send(hosts, false);
            } catch (EngineException e) {
                // The worker that was asked, or its master, may have died and be replaced already.
                if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            } finally {
                order.unlock();
            }
            Thread.sleep(RETRY);
        }
    }

    private Outcome send(Set<String> hosts, boolean whole) throws InterruptedException {
        JsonMapper json = control.json();
        ObjectNode body = json.createObjectNode();
        for (String host : hosts) {
            Optional<List<Upstream>> list = desired.upstreams(host);
            body.set(host, list.isEmpty() ? json.nullNode()
                : json.valueToTree(list.get().stream().map(Peers::row).toList()));
        }
        Control.Taken taken = control.upstreams(body, whole);
        if (!taken.late().isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The workers " + taken.late()
                + " of nginx have not confirmed the change in time; they may still send requests by what was before.");
        }
        return new Outcome(taken.epoch(), new HashMap<>(taken.failed()));
    }
}
