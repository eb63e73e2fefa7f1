package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes what is wanted of a group so on one nginx host, for as long as it is open. Closing it leaves the data plane as it is: it
 * serves on, and a successor goes on from there.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Agent.class.getName());
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 3_000;

    private final Bus bus;
    private final GroupKeys keys;
    private final Documents documents = new Documents();
    private final DataPlane dataPlane;
    private final Presence presence;
    private final Answering answering;
    private final SettingsLane settings;
    private final Thread thread;

    /** Begins at once. */
    public Agent(Bus bus, AgentOptions options, DataPlane dataPlane, Clock clock) {
        this.bus = bus;
        this.keys = new GroupKeys(options.group());
        this.dataPlane = dataPlane;
        this.presence = new Presence(bus, keys, documents, options, clock);
        this.answering = new Answering(bus, keys, documents, options.name(), presence, dataPlane);
        this.settings = new SettingsLane(dataPlane, presence);
        this.thread = Thread.ofVirtual().name("agent-follower").start(this::run);
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (true) {
                long began = System.nanoTime();
                try {
                    follow();
                } catch (EngineException e) {
                    LOG.log(Level.WARNING, "what is served here may fall behind: {0}", e.getMessage());
                }
                boolean wentWell = System.nanoTime() - began > OPENING.toNanos();
                pause = wentWell ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
            }
        } catch (InterruptedException e) {
            answering.close();
        }
    }

    private void follow() throws InterruptedException {
        WantedState wanted = new WantedState(keys, documents);
        try (Watch<BusEvent> watch = bus.watch(CallContext.of("agent", OPENING), keys.wanted())) {
            while (true) {
                Optional<BusEvent> event = watch.next(LOOK);
                for (int i = 0; event.isPresent(); i++) {
                    wanted.take(event.get());
                    // What has come already is put into effect together.
                    event = i < MOST_AT_ONCE ? watch.next(Duration.ZERO) : Optional.empty();
                    if (event.isEmpty()) {
                        apply(wanted.batch());
                    }
                }
            }
        }
    }

    private void apply(WantedState.Batch batch) throws InterruptedException {
        if (!batch.upstreams().isEmpty()) {
            dataPlane.upstreams(batch.upstreams());
        }
        presence.upstreams(batch.revision());
        settings.add(batch.settings(), batch.revision());
        answering.take(batch.asks());
    }

    /** Waits until this is closed; it does not end by itself. */
    public void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        Threads.end(thread);
        settings.close();
        presence.close();
    }
}
