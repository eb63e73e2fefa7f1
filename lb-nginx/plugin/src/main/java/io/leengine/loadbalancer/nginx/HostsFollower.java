package io.leengine.loadbalancer.nginx;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Keeps what is known of a group's hosts up to date, on a thread of its own, until it is closed. */
final class HostsFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HostsFollower.class.getName());
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final BusOfName buses;
    private final String bus;
    private final String prefix;
    private final Hosts hosts;
    private final Thread thread;
    private volatile Optional<String> trouble = Optional.of("The nginx hosts have not been asked for yet.");

    HostsFollower(BusOfName buses, String bus, String prefix, Hosts hosts) {
        this.buses = buses;
        this.bus = bus;
        this.prefix = prefix;
        this.hosts = hosts;
        this.thread = Thread.ofVirtual().name("lb-nginx-hosts").start(this::run);
    }

    /** Returns why nothing is heard of the hosts; empty when all is. */
    Optional<String> trouble() {
        return trouble;
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                try {
                    follow();
                    pause = FIRST_PAUSE_MILLIS;
                } catch (EngineException e) {
                    pause = trouble.isEmpty() ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                    trouble = Optional.of(e.getMessage());
                    LOG.log(Level.DEBUG, "bus {0}: {1}", bus, e.getMessage());
                }
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Follows one bus until it says that it cannot go on, or is not the bus of that name any more. */
    private void follow() throws InterruptedException {
        Bus followed = buses.require(bus);
        try (Watch<BusEvent> watch = followed.watch(CallContext.of("lb-nginx-hosts", OPENING), prefix)) {
            while (buses.find(bus).filter(each -> each == followed).isPresent()) {
                watch.next(LOOK).ifPresent(event -> {
                    hosts.take(event);
                    trouble = Optional.empty();
                });
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
