package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any program of changes, with the watch's line cut and the history compacted in between, against a map. */
class EtcdBusProperties {
    private static Path folder;
    private static Etcd etcd;
    private static int programs;

    @BeforeContainer
    static void start() throws Exception {
        folder = Files.createTempDirectory("leengine-bus-etcd");
        etcd = Etcd.plain(EtcdPrograms.any(), folder.resolve("etcd")).start();
    }

    @AfterContainer
    static void stop() throws IOException {
        etcd.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** What a step does. */
    enum Kind { PUT, DELETE, DELETE_IF, SET_IF, SET_IF_STALE, CUT, SEVER, HEAL, COMPACT }

    /** One step; each uses what it needs. */
    record Step(Kind kind, String key, String value) {
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.of(Kind.PUT, Kind.DELETE)),
            Tuple.of(6, Arbitraries.of(Kind.DELETE_IF, Kind.SET_IF, Kind.SET_IF_STALE)),
            Tuple.of(2, Arbitraries.of(Kind.CUT, Kind.SEVER, Kind.HEAL, Kind.COMPACT)));
        Arbitrary<String> keys = Arbitraries.of("/w/a", "/w/b", "/w/c", "/other");
        return Combinators.combine(kinds, keys, Arbitraries.strings().numeric().ofLength(3)).as(Step::new).list().ofMinSize(1)
            .ofMaxSize(40);
    }

    /** What must be there. */
    private static final class Model {
        final Map<String, String> values = new TreeMap<>();
        final Map<String, Long> modified = new TreeMap<>();

        long expected(String key) {
            return modified.getOrDefault(key, 0L);
        }

        void set(String key, String value, long revision) {
            values.put(key, value);
            modified.put(key, revision);
        }

        boolean remove(String key) {
            modified.remove(key);
            return values.remove(key) != null;
        }
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void anyProgramLeavesWhatTheModelHas(@ForAll("steps") List<Step> steps) throws Exception {
        String prefix = "p" + ++programs + ":";
        Relay relay = new Relay(etcd.clientPort());
        EtcdBus writing = new EtcdBus(Buses.options(prefix, etcd.address()));
        EtcdBus watching = new EtcdBus(Buses.options(prefix, relay.address()));
        try (relay; Administrator administrator = new Administrator(etcd);
                Watch<BusEvent> watch = watching.watch(Buses.ctx(), "/w/")) {
            Model model = new Model();
            Told told = new Told();
            for (Step step : steps) {
                switch (step.kind) {
                    case CUT -> relay.cut();
                    case SEVER -> relay.refuse();
                    case HEAL -> relay.accept(true);
                    case COMPACT -> administrator.compact();
                    default -> change(writing, model, step);
                }
            }
            relay.accept(true);
            assertEquals(model.values, values(writing.list(Buses.ctx(), "")));
            writing.put(Buses.ctx(), "/w/end", "end".getBytes(StandardCharsets.UTF_8), Optional.empty());
            told.until(watch, "/w/end", "end");
            assertEquals(values(writing.list(Buses.ctx(), "/w/")), told.entries);
        } finally {
            watching.close();
            writing.close();
        }
    }

    private static Map<String, String> values(Bus.Listing listing) {
        Map<String, String> values = new TreeMap<>();
        listing.entries().forEach(entry -> values.put(entry.key(), Told.text(entry.value())));
        return values;
    }

    private static void change(Bus bus, Model model, Step step) throws InterruptedException {
        byte[] value = step.value.getBytes(StandardCharsets.UTF_8);
        long expected = model.expected(step.key);
        switch (step.kind) {
            case PUT -> model.set(step.key, step.value, bus.put(Buses.ctx(), step.key, value, Optional.empty()));
            case DELETE -> assertEquals(model.remove(step.key), bus.delete(Buses.ctx(), step.key, 0));
            case DELETE_IF -> {
                boolean removed = bus.delete(Buses.ctx(), step.key, expected == 0 ? Long.MAX_VALUE : expected);
                assertEquals(model.remove(step.key), removed);
            }
            case SET_IF -> model.set(step.key, step.value,
                bus.compareAndSet(Buses.ctx(), step.key, expected, value, Optional.empty()).orElseThrow());
            case SET_IF_STALE -> assertEquals(Optional.empty(),
                bus.compareAndSet(Buses.ctx(), step.key, expected + 1, value, Optional.empty()));
            default -> throw new AssertionError(step);
        }
    }
}
