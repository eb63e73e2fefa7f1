package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The sockets of one process.
 *
 * <p>Immediate, since a component that is made for its users goes with the last of them, and outliving that one is what
 * this is for.
 */
@Component(service = Listeners.class, immediate = true)
public final class OpenListeners implements Listeners, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Entrance> entrances = new ArrayList<>();
    /** Its thread inherits nothing from the part whose going makes it start. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
        Thread.ofVirtual().name("lb-linger").inheritInheritableThreadLocals(false).factory());
    private final Limits limits;
    private boolean closed;

    /** Opens nothing yet. */
    public OpenListeners() {
        this(Limits.USUAL);
    }

    OpenListeners(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Attachment attach(ListenerSettings settings, Part part) {
        lock.lock();
        try {
            if (closed) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer's listener is stopping.");
            }
            for (Entrance one : List.copyOf(entrances)) {
                if (one.settings().equals(settings)) {
                    Optional<Attachment> attached = one.attach(part);
                    if (attached.isPresent()) {
                        return attached.get();
                    }
                } else if (one.settings().excludes(settings)) {
                    one.giveWay();
                }
            }
            Entrance made = new Entrance(settings, limits, timer, this::forget);
            entrances.add(made);
            return made.attach(part).orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many requests wait for a part at this moment. */
    int waiting() {
        lock.lock();
        try {
            return entrances.stream().mapToInt(Entrance::waiting).sum();
        } finally {
            lock.unlock();
        }
    }

    private void forget(Entrance ended) {
        lock.lock();
        try {
            entrances.remove(ended);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more connections, lets requests under way go on for a short while, and leaves nothing behind. */
    @Deactivate
    @Override
    public void close() {
        List<Entrance> open;
        lock.lock();
        try {
            closed = true;
            open = List.copyOf(entrances);
        } finally {
            lock.unlock();
        }
        open.forEach(one -> one.close(limits.drain()));
        timer.shutdownNow();
    }
}
