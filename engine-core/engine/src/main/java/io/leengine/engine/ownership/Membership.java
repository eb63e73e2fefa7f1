package io.leengine.engine.ownership;

import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.store.OwnershipRows;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One engine among those on a database. Keys fall into {@value Shards#COUNT} shards by their hash, and a row for each says
 * whose it is: that row is the truth. An engine shows that it lives by a counter in a row of its own. One whose counter
 * somebody saw standing still for the lease time is taken off, and its shards are shared out; it stops by itself before
 * that, since it knows when it counted last. Both measure a time that passes, each with a clock that only goes forward:
 * no clock is compared with another's, so it does not matter what any of them shows.
 *
 * <p>{@link #round()} does one round and is called by one thread; all else may be called by any.
 */
public final class Membership implements Ownership {
    /** How long an engine must have been silent before others take what it owns. */
    public static final Duration LEASE = Duration.ofSeconds(8);
    /** How much earlier it stops by itself. */
    static final Duration MARGIN = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Membership.class.getName());

    /**
     * What this engine owns.
     *
     * @param engine its identity in the database; empty when it has none
     * @param tenures by shard
     * @param leaving shards that go to another engine as soon as nothing runs for them
     */
    private record Held(String engine, Map<Integer, Tenure> tenures, Set<Integer> leaving) {
        static Held nothing() {
            return new Held("", Map.of(), Set.of());
        }
    }

    /** A counter, and since when it has stood there. */
    private record Sight(long beat, long since) {
    }

    private final Store store;
    private final RunningEngine draft;
    private final Supplier<String> ids;
    private final LongSupplier nanos;
    private final List<Holder> holders = new CopyOnWriteArrayList<>();
    private final Map<String, Sight> sights = new HashMap<>();
    private volatile Held held = Held.nothing();
    /** When, by this engine's clock, it must have stopped. */
    private volatile long end;
    /** What holders were told: that they may act. Guarded by this. */
    private boolean acting;
    private long looked;

    /**
     * @param draft what others see of this engine; its id and times are set here
     * @param ids gives a new identity for each time it joins
     * @param nanos a clock that only goes forward, as {@link System#nanoTime()}
     */
    public Membership(Store store, RunningEngine draft, Supplier<String> ids, LongSupplier nanos) {
        this.store = store;
        this.draft = draft;
        this.ids = ids;
        this.nanos = nanos;
        this.looked = nanos.getAsLong();
    }

    @Override
    public void listen(Holder holder) {
        holders.add(holder);
    }

    @Override
    public Optional<Tenure> tenure(String key) {
        Held now = held;
        int shard = Shards.of(key);
        Tenure tenure = now.tenures().get(shard);
        return tenure == null || now.leaving().contains(shard) || !inTime() ? Optional.empty() : Optional.of(tenure);
    }

    private boolean inTime() {
        return nanos.getAsLong() - end < 0;
    }

    /** Returns this engine's identity; empty while it has none. */
    public String id() {
        return held.engine();
    }

    /** Counts on, takes what is free, gives what is too much. */
    public void round() {
        long began = nanos.getAsLong();
        if (held.engine().isEmpty() || !store.write(session -> session.ownership().beat(held.engine()))) {
            join();
        } else {
            renewed(began);
        }
        share();
    }

    private void renewed(long began) {
        end = began + LEASE.minus(MARGIN).toNanos();
        act();
    }

    private void join() {
        if (!held.engine().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "engine {0} was silent for too long: others have taken what it did; it "
                + "joins anew", held.engine());
            held = Held.nothing();
            halt();
        }
        String id = ids.get();
        long began = nanos.getAsLong();
        store.write(session -> {
            OwnershipRows rows = session.ownership();
            rows.hold();
            // Two engines never share a data folder, so an earlier one of this folder is dead: nobody need wait.
            rows.engines().stream().filter(engine -> engine.place().equals(draft.place()))
                .forEach(engine -> rows.delete(engine.id(), engine.beat()));
            rows.insert(new RunningEngine(id, draft.place(), draft.name(), 0, draft.since()));
            return null;
        });
        held = new Held(id, Map.of(), Set.of());
        renewed(began);
    }

    private void share() {
        List<RunningEngine> engines = new ArrayList<>();
        Map<Integer, String> owners = store.read(session -> {
            engines.clear();
            engines.addAll(session.ownership().engines());
            return session.ownership().owners();
        });
        // Given or taken by a transaction of which nobody heard how it ended.
        List<Integer> stray = owners.entrySet().stream().filter(each -> each.getValue().equals(held.engine()))
            .map(Map.Entry::getKey).filter(shard -> !held.tenures().containsKey(shard)).toList();
        if (!stray.isEmpty()) {
            let(stray);
        }
        List<RunningEngine> silent = silent(engines);
        int fair = fair(engines.size() - silent.size());
        boolean free = owners.values().stream().anyMatch(String::isEmpty);
        if (!silent.isEmpty() || free && held.tenures().size() < fair) {
            take(silent);
        }
        give(fair);
    }

    private static int fair(int engines) {
        return (Shards.COUNT + Math.max(1, engines) - 1) / Math.max(1, engines);
    }

    /** Returns those whose counter has stood still for the lease time while this engine watched without a gap. */
    private List<RunningEngine> silent(List<RunningEngine> engines) {
        long now = nanos.getAsLong();
        if (now - looked > LEASE.toNanos() / 2) {
            // Who was away itself, or could not reach the database, has not seen who else could.
            sights.clear();
        }
        looked = now;
        List<RunningEngine> silent = new ArrayList<>();
        Map<String, Sight> seen = new HashMap<>();
        for (RunningEngine engine : engines) {
            Sight before = sights.get(engine.id());
            Sight sight = before != null && before.beat() == engine.beat() ? before : new Sight(engine.beat(), now);
            seen.put(engine.id(), sight);
            if (!engine.id().equals(held.engine()) && now - sight.since() >= LEASE.toNanos()) {
                silent.add(engine);
            }
        }
        sights.clear();
        sights.putAll(seen);
        return silent;
    }

    /** Takes off who is silent, and takes what is free up to a fair share. */
    private void take(List<RunningEngine> silent) {
        String me = held.engine();
        List<Integer> taken = new ArrayList<>();
        store.write(session -> {
            taken.clear();
            OwnershipRows rows = session.ownership();
            rows.hold();
            // One that has counted on meanwhile stays.
            silent.forEach(engine -> rows.delete(engine.id(), engine.beat()));
            List<RunningEngine> engines = rows.engines();
            if (engines.stream().noneMatch(engine -> engine.id().equals(me))) {
                return null;
            }
            Map<Integer, String> owners = rows.owners();
            long mine = owners.values().stream().filter(me::equals).count();
            owners.forEach((shard, owner) -> {
                if (owner.isEmpty() && mine + taken.size() < fair(engines.size())) {
                    taken.add(shard);
                }
            });
            rows.take(me, taken);
            return null;
        });
        silent.forEach(engine -> LOG.log(System.Logger.Level.WARNING, "engine {0} ({1}) is silent: what it did is shared out",
            engine.name(), engine.id()));
        if (!taken.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "engine {0} takes {1} shards", me, taken.size());
            Map<Integer, Tenure> tenures = new TreeMap<>(held.tenures());
            taken.forEach(shard -> tenures.put(shard, new Term(me, shard)));
            held = new Held(me, Map.copyOf(tenures), held.leaving());
            gained();
        }
    }

    /** Gives what is more than a fair share to those who have less, each shard when nothing runs for it. */
    private void give(int fair) {
        Held now = held;
        Set<Integer> leaving = new TreeSet<>(new TreeSet<>(now.tenures().keySet()).descendingSet().stream()
            .limit(Math.max(0, now.tenures().size() - fair)).toList());
        boolean back = !leaving.containsAll(now.leaving());
        held = new Held(now.engine(), now.tenures(), Set.copyOf(leaving));
        if (back) {
            gained();
        }
        if (leaving.isEmpty()) {
            return;
        }
        holders.forEach(Holder::leaving);
        Set<Integer> idle = new TreeSet<>(leaving);
        idle.removeIf(shard -> holders.stream().anyMatch(holder -> !holder.idle(key -> Shards.of(key) == shard)));
        if (!idle.isEmpty()) {
            let(idle);
        }
    }

    private void let(Collection<Integer> shards) {
        Held now = held;
        Map<Integer, Tenure> kept = new TreeMap<>(now.tenures());
        Set<Integer> leaving = new TreeSet<>(now.leaving());
        kept.keySet().removeAll(shards);
        leaving.removeAll(shards);
        // First here, then in the database: in between they are nobody's.
        held = new Held(now.engine(), Map.copyOf(kept), Set.copyOf(leaving));
        store.write(session -> {
            session.ownership().hold();
            session.ownership().leave(now.engine(), shards);
            return null;
        });
        LOG.log(System.Logger.Level.INFO, "engine {0} gives {1} shards", now.engine(), shards.size());
    }

    /** Stops everything if this engine has not counted for so long that others may take what it does. */
    public void watch() {
        if (!inTime()) {
            halt();
        }
    }

    private void act() {
        synchronized (this) {
            if (acting) {
                return;
            }
            acting = true;
        }
        gained();
    }

    private void gained() {
        holders.forEach(Holder::gained);
    }

    private void halt() {
        synchronized (this) {
            if (!acting) {
                return;
            }
            acting = false;
        }
        holders.forEach(Holder::lost);
    }

    /** Leaves: others may take at once what this engine did. */
    public void leave() {
        String me = held.engine();
        held = Held.nothing();
        halt();
        if (!me.isEmpty()) {
            store.write(session -> {
                session.ownership().hold();
                session.ownership().engines().stream().filter(engine -> engine.id().equals(me))
                    .forEach(engine -> session.ownership().delete(me, engine.beat()));
                return null;
            });
        }
    }

    /** One shard from when it was taken. */
    private final class Term implements Tenure {
        private final String engine;
        private final int shard;

        Term(String engine, int shard) {
            this.engine = engine;
            this.shard = shard;
        }

        @Override
        public void check() {
            checkHere();
            require(store.read(session -> session.ownership().owns(engine, shard)));
        }

        @Override
        public void check(Session session) {
            checkHere();
            require(session.ownership().owns(engine, shard));
        }

        private void checkHere() {
            require(held.tenures().get(shard) == this && inTime());
        }

        private static void require(boolean owned) {
            if (!owned) {
                throw new EngineException(ErrorCode.CONFLICT, "Another engine does this now.");
            }
        }
    }
}
