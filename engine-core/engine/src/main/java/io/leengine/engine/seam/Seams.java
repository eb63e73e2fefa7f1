package io.leengine.engine.seam;

import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Seam;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The plugin services that are there at this moment. They come and go; nobody keeps one longer than a call. */
public final class Seams {
    /** Hears of services. */
    public interface Listener {
        /** A service came; called in the thread that registered it, so it must be quick. */
        void added(SeamKind kind, String name, Seam service);

        /** A service went. */
        void removed(SeamKind kind, String name, Seam service);
    }

    private final Map<SeamKind, Map<String, Seam>> services = new EnumMap<>(SeamKind.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Duration grace;
    private final Map<SeamKind, Map<String, Long>> leftAt = new EnumMap<>(SeamKind.class);

    /** With nothing there yet, and nothing that is waited for. */
    public Seams() {
        this(Duration.ZERO);
    }

    /**
     * With nothing there yet.
     *
     * @param grace how long after a service went it is still waited for: most likely its successor is coming
     */
    public Seams(Duration grace) {
        this.grace = grace;
        for (SeamKind kind : SeamKind.values()) {
            services.put(kind, new ConcurrentSkipListMap<>());
            leftAt.put(kind, new HashMap<>());
        }
    }

    /** Adds a listener, before services come. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** A service came. */
    public void added(SeamKind kind, String name, Seam service) {
        synchronized (leftAt) {
            services.get(kind).put(name, service);
            leftAt.get(kind).remove(name);
            leftAt.notifyAll();
        }
        listeners.forEach(listener -> listener.added(kind, name, service));
    }

    /** A service went; if another took its place before, that one stays. */
    public void removed(SeamKind kind, String name, Seam service) {
        synchronized (leftAt) {
            if (services.get(kind).get(name) == service) {
                services.get(kind).remove(name);
                leftAt.get(kind).put(name, System.nanoTime());
            }
        }
        listeners.forEach(listener -> listener.removed(kind, name, service));
    }

    /** Returns a service by name. */
    public <S extends Seam> Optional<S> find(Class<S> type, String name) {
        return Optional.ofNullable(services.get(kindOf(type)).get(name)).map(type::cast);
    }

    /** Returns a service by name, or throws {@code UNAVAILABLE}. */
    public <S extends Seam> S require(Class<S> type, String name) {
        return find(type, name).or(() -> awaited(() -> find(type, name), kindOf(type), name))
            .orElseThrow(() -> absent(kindOf(type), " '" + name + "'"));
    }

    /** Returns the first service of a seam of which a platform usually has one. */
    public <S extends Seam> Optional<S> first(Class<S> type) {
        return services.get(kindOf(type)).values().stream().findFirst().map(type::cast);
    }

    /** As {@link #first}, or throws {@code UNAVAILABLE}. */
    public <S extends Seam> S requireFirst(Class<S> type) {
        return first(type).or(() -> awaited(() -> first(type), kindOf(type), "")).orElseThrow(() ->
            absent(kindOf(type), ""));
    }

    /** Waits for a service that went a moment ago; any of the seam when no name is given. */
    private <S> Optional<S> awaited(Supplier<Optional<S>> found, SeamKind kind, String name) {
        synchronized (leftAt) {
            Optional<S> present = found.get();
            try {
                for (long left = graceLeft(kind, name); present.isEmpty() && left > 0; left = graceLeft(kind, name)) {
                    leftAt.wait(left);
                    present = found.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return present;
        }
    }

    /** Returns the milliseconds that are left of the grace. */
    private long graceLeft(SeamKind kind, String name) {
        Map<String, Long> left = leftAt.get(kind);
        long latest = left.entrySet().stream().filter(each -> name.isEmpty() || each.getKey().equals(name))
            .mapToLong(each -> grace.toNanos() - (System.nanoTime() - each.getValue())).max().orElse(0);
        return Math.max(0, latest / 1_000_000);
    }

    /** Returns all services of a seam by name, as a copy. */
    public <S extends Seam> Map<String, S> all(Class<S> type) {
        Map<String, S> copy = new java.util.TreeMap<>();
        services.get(kindOf(type)).forEach((name, service) -> copy.put(name, type.cast(service)));
        return copy;
    }

    /** Returns a service of any seam. */
    public Optional<Seam> find(SeamKind kind, String name) {
        return Optional.ofNullable(services.get(kind).get(name));
    }

    private static EngineException absent(SeamKind kind, String which) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The " + kind.label() + which + " is not there now.")
            .withNextStep("Its plugin may be starting or being swapped: try again. If it stays away, look at "
                + "'leengine plugins' and at the log of the engine.");
    }

    private static SeamKind kindOf(Class<? extends Seam> type) {
        for (SeamKind kind : SeamKind.values()) {
            if (kind.type() == type) {
                return kind;
            }
        }
        throw new IllegalArgumentException(type + " is no seam");
    }
}
