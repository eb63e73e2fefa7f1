package io.leengine.loadbalancer.nginx.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.DomainDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.UpstreamsDocument;
import io.leengine.model.Endpoint;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens on the bus, in whatever batches it is taken: a data plane that applies the batches ends as what is there. */
class WantedStateProperties {
    private final GroupKeys keys = new GroupKeys("public");
    private final Documents documents = new Documents();

    /** Something that happens to one of a few domains. */
    private record Step(Kind kind, int host, int value) {
        enum Kind { SETTINGS, UPSTREAMS, END_DOMAIN, END_UPSTREAMS, LIST, TAKE }
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        return Combinators.combine(Arbitraries.of(Step.Kind.class), Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 4)).as(Step::new).list().ofMaxSize(60);
    }

    /** The bus, as far as it matters here. */
    private final class Keys {
        private final TreeMap<String, Bus.Entry> entries = new TreeMap<>();
        private long revision;

        BusEvent put(String key, byte[] value) {
            revision++;
            long created = entries.containsKey(key) ? entries.get(key).created() : revision;
            Bus.Entry entry = new Bus.Entry(key, value, created, revision);
            entries.put(key, entry);
            return new BusEvent.Put(entry);
        }

        BusEvent delete(String key) {
            revision++;
            entries.remove(key);
            return new BusEvent.Deleted(key, revision);
        }

        BusEvent list() {
            return new BusEvent.Listed(new Bus.Listing(revision, List.copyOf(entries.values())));
        }

        long created(String host) {
            Bus.Entry entry = entries.get(keys.domain(host));
            return entry == null ? 0 : entry.created();
        }

        /** What is to be served: settings, and the upstreams that belong to that very domain. */
        Map<String, Served> wanted() {
            Map<String, Served> wanted = new TreeMap<>();
            for (int i = 0; i <= 2; i++) {
                String host = host(i);
                Bus.Entry domain = entries.get(keys.domain(host));
                Bus.Entry upstreams = entries.get(keys.upstreams(host));
                if (domain != null) {
                    UpstreamsDocument document = upstreams == null ? new UpstreamsDocument(0, List.of())
                        : documents.read(upstreams.value(), UpstreamsDocument.class).orElseThrow();
                    wanted.put(host, new Served(documents.read(domain.value(), DomainDocument.class).orElseThrow().spec(),
                        document.domain() == domain.created() ? document.list() : List.of()));
                }
            }
            return wanted;
        }
    }

    private record Served(DomainSpec spec, List<Upstream> upstreams) {
    }

    private static String host(int number) {
        return "d" + number + ".example";
    }

    private BusEvent happen(Keys bus, Step step) {
        String host = host(step.host());
        return switch (step.kind()) {
            case SETTINGS -> {
                DomainSpec usual = DomainSpec.of(host);
                yield bus.put(keys.domain(host), documents.write(DomainDocument.of(
                    new DomainSpec(host, usual.requestTimeout(), usual.connectTimeout(), step.value()))));
            }
            case UPSTREAMS -> bus.put(keys.upstreams(host), documents.write(UpstreamsDocument.of(bus.created(host),
                List.of(new Upstream(new Endpoint("10.0.0." + step.value(), 80), step.value(), "v", "c", "i")))));
            case END_DOMAIN -> bus.delete(keys.domain(host));
            case END_UPSTREAMS -> bus.delete(keys.upstreams(host));
            case LIST, TAKE -> bus.list();
        };
    }

    @Property
    void aSiteEndsAsWhatIsWanted(@ForAll("programs") List<Step> program) {
        Keys bus = new Keys();
        WantedState state = new WantedState(keys, documents);
        Map<String, DomainSpec> settings = new HashMap<>();
        Map<String, List<Upstream>> upstreams = new HashMap<>();
        state.take(bus.list());
        List<Step> all = new ArrayList<>(program);
        all.add(new Step(Step.Kind.TAKE, 0, 1));
        for (Step step : all) {
            if (step.kind() == Step.Kind.TAKE) {
                apply(state.batch(), settings, upstreams);
            } else {
                state.take(happen(bus, step));
            }
        }
        Map<String, Served> served = new TreeMap<>();
        settings.forEach((host, spec) -> served.put(host, new Served(spec, upstreams.getOrDefault(host, List.of()))));
        assertEquals(bus.wanted(), served);
        upstreams.keySet().removeAll(settings.keySet());
        upstreams.values().removeIf(List::isEmpty);
        assertEquals(Map.of(), upstreams, "what is served no more has no upstreams");
    }

    private static void apply(WantedState.Batch batch, Map<String, DomainSpec> settings, Map<String, List<Upstream>> upstreams) {
        if (batch.settings().whole()) {
            settings.clear();
            upstreams.clear();
        }
        batch.settings().domains().forEach((host, spec) ->
            spec.ifPresentOrElse(each -> settings.put(host, each), () -> settings.remove(host)));
        upstreams.putAll(batch.upstreams());
    }
}
