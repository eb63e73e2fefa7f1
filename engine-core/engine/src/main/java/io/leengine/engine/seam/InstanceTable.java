package io.leengine.engine.seam;

import io.leengine.engine.Applications.Placed;
import io.leengine.model.EngineException;
import io.leengine.spi.scheduler.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the cells have told of their instances, by namespace and cell. A cell is <em>known</em> from its first list on;
 * what is known of it stays when it falls silent, since silence is no reason to move traffic.
 */
public final class InstanceTable {
    private final Map<String, Map<String, TreeMap<String, Placed>>> byNamespace = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> cellListeners = new CopyOnWriteArrayList<>();
    private final Clock clock;

    /** With nothing known yet. */
    public InstanceTable(Clock clock) {
        this.clock = clock;
    }

    /** Adds a listener that is told the namespace whose instances changed; called under no lock. */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * Adds a listener that is told each cell that has become known; called under no lock. What is to run there may have
     * no instance yet, so no namespace tells of it.
     */
    public void listenToCells(Consumer<String> listener) {
        cellListeners.add(listener);
    }

    private void tell(String namespace) {
        listeners.forEach(listener -> listener.accept(namespace));
    }

    /** A cell told everything. */
    public void listed(String cell, List<Instance> instances) {
        Set<String> touched = new HashSet<>();
        boolean becameKnown;
        synchronized (this) {
            becameKnown = known.add(cell);
            boolean first = silent.remove(cell) || becameKnown;
            Map<String, TreeMap<String, Placed>> fresh = new HashMap<>();
            Instant now = clock.instant();
            for (Instance instance : instances) {
                fresh.computeIfAbsent(instance.version().namespace(), key -> new TreeMap<>())
                    .put(instance.id(), new Placed(cell, instance, now));
            }
            Set<String> namespaces = new HashSet<>(fresh.keySet());
            byNamespace.forEach((namespace, cells) -> {
                if (cells.containsKey(cell)) {
                    namespaces.add(namespace);
                }
            });
            for (String namespace : namespaces) {
                if (replace(namespace, cell, fresh.get(namespace)) || first) {
                    touched.add(namespace);
                }
            }
        }
        touched.forEach(this::tell);
        if (becameKnown) {
            cellListeners.forEach(listener -> listener.accept(cell));
        }
    }

    private boolean replace(String namespace, String cell, TreeMap<String, Placed> fresh) {
        Map<String, TreeMap<String, Placed>> cells = byNamespace.computeIfAbsent(namespace, key -> new HashMap<>());
        TreeMap<String, Placed> before = fresh == null ? cells.remove(cell) : cells.put(cell, fresh);
        if (cells.isEmpty()) {
            byNamespace.remove(namespace);
        }
        return !bare(before).equals(bare(fresh));
    }

    private static Map<String, Instance> bare(Map<String, Placed> placed) {
        Map<String, Instance> bare = new HashMap<>();
        if (placed != null) {
            placed.forEach((id, each) -> bare.put(id, each.instance()));
        }
        return bare;
    }

    /** A cell told of one instance. */
    public void changed(String cell, Instance instance) {
        String namespace = instance.version().namespace();
        synchronized (this) {
            byNamespace.computeIfAbsent(namespace, key -> new HashMap<>()).computeIfAbsent(cell, key -> new TreeMap<>())
                .put(instance.id(), new Placed(cell, instance, clock.instant()));
        }
        tell(namespace);
    }

    /** A cell told that an instance is gone. */
    public void removed(String cell, Instance instance) {
        String namespace = instance.version().namespace();
        synchronized (this) {
            Map<String, TreeMap<String, Placed>> cells = byNamespace.getOrDefault(namespace, Map.of());
            TreeMap<String, Placed> placed = cells.get(cell);
            if (placed != null && placed.remove(instance.id()) != null && placed.isEmpty()) {
                replace(namespace, cell, null);
            }
        }
        tell(namespace);
    }

    /** A cell fell silent. */
    public synchronized void silent(String cell) {
        silent.add(cell);
    }

    /** A cell is no longer configured: what was known of it is forgotten. */
    public void forget(String cell) {
        listed(cell, List.of());
        synchronized (this) {
            known.remove(cell);
            silent.remove(cell);
        }
    }

    /** Returns whether a cell has told its list since the engine started. */
    public synchronized boolean isKnown(String cell) {
        return known.contains(cell);
    }

    /** Returns whether a cell tells of changes now. */
    public synchronized boolean isHeard(String cell) {
        return known.contains(cell) && !silent.contains(cell);
    }

    /** Returns the instances of a namespace in one cell; empty when the cell is not known. */
    public synchronized Optional<List<Instance>> in(String cell, String namespace) {
        if (!known.contains(cell)) {
            return Optional.empty();
        }
        TreeMap<String, Placed> placed = byNamespace.getOrDefault(namespace, Map.of()).get(cell);
        return Optional.of(placed == null ? List.of() : placed.values().stream().map(Placed::instance).toList());
    }

    /** Returns the instances of a namespace in all cells, by cell and id. */
    public synchronized List<Placed> of(String namespace) {
        List<Placed> all = new ArrayList<>();
        new TreeMap<>(byNamespace.getOrDefault(namespace, Map.of())).values().forEach(cell -> all.addAll(cell.values()));
        return all;
    }

    /** Returns the namespaces with instances in a cell, sorted. */
    public synchronized Set<String> namespaces(String cell) {
        return byNamespace.entrySet().stream().filter(entry -> entry.getValue().containsKey(cell)).map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns one instance; {@code NOT_FOUND} when its cell has told of none. */
    public Placed require(String namespace, String cell, String instance) {
        return of(namespace).stream().filter(placed -> placed.cell().equals(cell) && placed.instance().id().equals(instance))
            .findFirst().orElseThrow(() -> EngineException.notFound("instance of " + namespace + " in " + cell, instance));
    }

    /** Returns how many instances of a namespace are ready. */
    public synchronized int ready(String namespace) {
        int ready = 0;
        for (TreeMap<String, Placed> cell : byNamespace.getOrDefault(namespace, Map.of()).values()) {
            for (Placed placed : cell.values()) {
                ready += placed.instance().ready() ? 1 : 0;
            }
        }
        return ready;
    }

    /** Returns every instance that is known. */
    public synchronized List<Placed> all() {
        List<Placed> all = new ArrayList<>();
        byNamespace.values().forEach(cells -> cells.values().forEach(cell -> all.addAll(cell.values())));
        return all;
    }

    /** Returns the namespace an instance of a cell is in. */
    public synchronized Optional<String> namespace(String cell, String instance) {
        return byNamespace.entrySet().stream()
            .filter(entry -> entry.getValue().getOrDefault(cell, new TreeMap<>()).containsKey(instance))
            .map(Map.Entry::getKey).findFirst();
    }
}
