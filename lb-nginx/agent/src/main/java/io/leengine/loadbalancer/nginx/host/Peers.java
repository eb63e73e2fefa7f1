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
    /** Digits of what a cookie says of an instance: enough to tell those of a domain apart, and it tells no address. */
    private static final int COOKIE = 12;
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

    /** Returns an upstream of a domain as the Lua side takes it. */
    static List<Object> row(String host, Upstream one) {
        return List.of(Listener.literal("address", one.endpoint().address()), one.endpoint().port(), one.weight(),
            one.version(), Folder.digest(host + "\n" + one.instance()).substring(0, COOKIE));
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

    /** Something the Lua side is told. */
    private interface Word {
        Outcome send() throws InterruptedException;
    }

    /** Makes the upstreams of some hosts take effect as they are stated now; returns when all workers have them. */
    Outcome tell(Set<String> hosts) throws InterruptedException {
        return say(() -> hosts.contains(ALL) ? send(desired.upstreams().keySet(), true) : send(hosts, false));
    }

    /**
     * Makes the routing of some hosts take effect; returns when all workers have it.
     *
     * @param texts by host; empty where the weights alone decide
     */
    Outcome route(Map<String, Optional<String>> texts) throws InterruptedException {
        ObjectNode body = control.json().createObjectNode();
        texts.forEach((host, text) -> body.put(host, text.orElse(null)));
        return say(() -> outcome(control.routing(body)));
    }

    private Outcome say(Word word) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            order.lockInterruptibly();
            try {
                return word.send();
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
                : json.valueToTree(list.get().stream().map(each -> row(host, each)).toList()));
        }
        return outcome(control.upstreams(body, whole));
    }

    private static Outcome outcome(Control.Taken taken) {
        if (!taken.late().isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The workers " + taken.late()
                + " of nginx have not confirmed the change in time; they may still send requests by what was before.");
        }
        return new Outcome(taken.epoch(), new HashMap<>(taken.failed()));
    }
}
