package io.leengine.engine.reconcile;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.CellPlugin;
import io.leengine.engine.sim.GroupPlugin;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedCell;
import io.leengine.engine.sim.SimulatedGroup;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.Seam;
import io.leengine.spi.scheduler.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Users, machines, plugins and engines that do whatever they like, by the numbers of one seed. */
final class Chaos implements AutoCloseable {
    private static final List<String> CELLS = List.of("a", "b", "c");
    private static final List<String> GROUPS = List.of("g", "h");
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "test", "");
    private static final long SETTLED_NANOS = 600_000_000L;

    final World world = new World();
    final MemoryStore store = new MemoryStore();
    final List<String> names;
    final List<String> story = new ArrayList<>();
    TestEngine engine;
    private final Random random;
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final Map<String, Seam> plugins = new HashMap<>();
    private final Map<String, Long> touched = new ConcurrentHashMap<>();
    private final List<Map.Entry<SimulatedGroup, Endpoint>> requests = new ArrayList<>();

    Chaos(long seed, List<String> names) {
        this.random = new Random(seed);
        this.names = names;
        store.write(session -> {
            CELLS.forEach(cell -> session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, cell)));
            GROUPS.forEach(group -> session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, group)));
            return null;
        });
        CELLS.forEach(world::cell);
        GROUPS.forEach(group -> world.group(group).onStated((host, set) -> stated(host, set.isEmpty())));
        names.forEach(name -> registry.push(name, "latest", name));
        begin();
    }

    private void begin() {
        engine = new TestEngine(store, registry);
        CELLS.forEach(this::attach);
        GROUPS.forEach(this::attach);
        engine.start();
    }

    /** A new engine over what the old one left. */
    private void restart() {
        engine.close();
        begin();
    }

    private void attach(String part) {
        Seam seam = plugins.computeIfAbsent(part, this::plugin);
        engine.seams.added(CELLS.contains(part) ? SeamKind.SCHEDULER : SeamKind.LOAD_BALANCER, part, seam);
    }

    private Seam plugin(String part) {
        return CELLS.contains(part) ? world.cell(part).plugin() : world.group(part).plugin();
    }

    private void detach(String part, Seam seam) {
        engine.seams.removed(CELLS.contains(part) ? SeamKind.SCHEDULER : SeamKind.LOAD_BALANCER, part, seam);
        if (seam instanceof CellPlugin cell) {
            cell.close();
        } else if (seam instanceof GroupPlugin group) {
            group.close();
        }
    }

    /** Takes a plugin away and brings another, in either order, or later. */
    private void swap(String part) {
        Seam old = plugins.remove(part);
        if (old == null) {
            attach(part);
        } else if (random.nextBoolean()) {
            attach(part);
            detach(part, old);
        } else {
            detach(part, old);
            if (random.nextBoolean()) {
                attach(part);
            }
        }
    }

    /** Does one thing. */
    void act() {
        String name = names.get(random.nextInt(names.size()));
        String part = random.nextInt(3) > 0 ? CELLS.get(random.nextInt(3)) : GROUPS.get(random.nextInt(2));
        int what = random.nextInt(100);
        if (what < 35) {
            operate(name);
        } else if (what < 60) {
            request(name);
        } else if (what < 72) {
            hurt(name);
        } else if (what < 82) {
            silence(part, random.nextInt(3) == 0);
        } else if (what < 86) {
            drain(CELLS.get(random.nextInt(3)), random.nextBoolean());
        } else if (what < 93) {
            note("swap " + part);
            swap(part);
        } else if (what < 96) {
            note("restart");
            restart();
        } else if (what < 98) {
            world.group(GROUPS.get(random.nextInt(2))).unconfirmed(1);
        } else {
            world.cell(CELLS.get(random.nextInt(3))).relist();
        }
    }

    private void note(String what) {
        story.add(what);
    }

    private void drain(String cell, boolean drained) {
        note((drained ? "drain " : "undrain ") + cell);
        engine.drains.set(BOSS, cell, drained);
    }

    private void silence(String part, boolean value) {
        note((value ? "silence " : "hear ") + part);
        if (CELLS.contains(part)) {
            world.cell(part).silence(value);
        } else {
            world.group(part).silence(value);
        }
    }

    private void request(String name) {
        Optional<Application> application = application(name);
        if (random.nextBoolean() && !requests.isEmpty()) {
            Map.Entry<SimulatedGroup, Endpoint> request = requests.remove(random.nextInt(requests.size()));
            request.getKey().end(request.getValue());
        } else if (application.isPresent()) {
            SimulatedGroup group = world.group(application.get().group());
            group.begin(application.get().host(), random).ifPresent(to -> requests.add(Map.entry(group, to)));
        }
    }

    private void hurt(String name) {
        SimulatedCell cell = world.cell(CELLS.get(random.nextInt(3)));
        List<Instance> some = cell.instances(name);
        if (!some.isEmpty()) {
            String id = some.get(random.nextInt(some.size())).id();
            note("hurt " + cell.name() + "/" + id);
            if (random.nextInt(3) == 0) {
                cell.vanish(id);
            } else {
                cell.crash(id);
            }
        }
    }

    /** What a user may do; refusals are part of it. */
    private void operate(String name) {
        touched.put(name, System.nanoTime());
        try {
            Optional<Application> application = application(name);
            if (application.isEmpty()) {
                note("create " + name);
                engine.applications.create(TestEngine.OWNER, TestEngine.draft(name));
                return;
            }
            List<Version> versions = store.read(session -> session.applications().versions(application.get().id()));
            change(name, versions);
        } catch (EngineException e) {
            note("refused: " + e.getMessage());
        }
        touched.put(name, System.nanoTime());
    }

    private void change(String name, List<Version> versions) {
        String version = versions.isEmpty() ? "v1" : versions.get(random.nextInt(versions.size())).name();
        int what = versions.isEmpty() ? 0 : random.nextInt(21);
        note(name + " op " + what + " " + version);
        var to = engine.applications;
        var who = TestEngine.OWNER;
        if (what < 6) {
            to.deploy(who, name, TestEngine.deployment(sizes(), random.nextInt(101), random.nextBoolean()),
                Optional.empty());
        } else if (what < 9) {
            to.weigh(who, name, weights(versions), Optional.empty());
        } else if (what < 12) {
            to.scale(who, name, version, sizes(), Optional.empty());
        } else if (what < 14) {
            to.deleteVersion(who, name, version, Optional.empty());
        } else if (what < 16) {
            to.rollBack(who, name, random.nextBoolean() ? Optional.empty() : Optional.of(version), Optional.empty());
        } else if (what < 18) {
            List<Placed> placed = engine.table.of(name);
            if (!placed.isEmpty()) {
                Placed one = placed.get(random.nextInt(placed.size()));
                to.replaceInstance(who, name, one.cell(), one.instance().id());
            }
        } else if (what < 20) {
            to.update(who, name, new io.leengine.engine.Applications.Change(Optional.empty(),
                Optional.of(name + random.nextInt(2) + ".localhost"), Optional.of(GROUPS.get(random.nextInt(2))),
                Optional.empty()), Optional.empty());
        } else if (random.nextInt(3) == 0) {
            to.delete(who, name, Optional.empty());
        }
    }

    private Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        CELLS.forEach(cell -> sizes.put(cell, random.nextInt(4)));
        sizes.merge(CELLS.get(random.nextInt(3)), 1, Integer::sum);
        CELLS.stream().filter(cell -> sizes.get(cell) == 0 && random.nextBoolean()).forEach(sizes::remove);
        return sizes;
    }

    private Map<String, Integer> weights(List<Version> versions) {
        Map<String, Integer> weights = new TreeMap<>();
        int left = 100;
        for (Version version : versions.stream().filter(each -> each.state() == Version.State.LIVE).toList()) {
            int weight = random.nextInt(left + 1);
            weights.put(version.name(), weight);
            left -= weight;
        }
        if (!weights.isEmpty()) {
            weights.merge(weights.keySet().iterator().next(), left, Integer::sum);
        }
        return weights;
    }

    private Optional<Application> application(String name) {
        return store.read(session -> session.applications().byName(name)).filter(each -> !each.deleting());
    }

    /** Called under the world's lock, when a group begins to serve a set. */
    private void stated(String host, boolean empty) {
        Optional<Application> found = !empty ? Optional.empty() : store.read(session -> session.applications().names()
            .stream().flatMap(name -> session.applications().byName(name).stream())
            .filter(each -> each.host().equals(host) && !each.deleting()).findFirst());
        long now = System.nanoTime();
        if (found.isEmpty() || now - touched.getOrDefault(found.get().name(), now) < SETTLED_NANOS) {
            return;
        }
        List<Version> versions = store.read(session -> session.applications().wantedVersions(List.of(found.get().id())));
        for (Version version : versions) {
            version.cells().forEach((cell, wanted) -> world.cell(cell).instances(found.get().name()).stream()
                .filter(each -> version.weight() > 0 && wanted > 0 && each.version().version().equals(version.name()))
                .filter(each -> now - world.cell(cell).readyAndHeardSince(each.id()) > SETTLED_NANOS)
                .forEach(each -> story.add("EMPTY: " + host + " is served by nobody, though " + each + " is ready")));
        }
    }

    /** Ends all trouble: everything answers, through new plugins, and requests come to an end. */
    void calm() {
        CELLS.forEach(cell -> world.cell(cell).silence(false));
        for (String group : GROUPS) {
            world.group(group).silence(false);
            world.group(group).unconfirmed(0);
        }
        for (String part : List.of("a", "b", "c", "g", "h")) {
            Optional.ofNullable(plugins.remove(part)).ifPresent(old -> detach(part, old));
            attach(part);
        }
        requests.forEach(request -> request.getKey().end(request.getValue()));
        requests.clear();
    }

    @Override
    public void close() {
        engine.close();
    }
}
