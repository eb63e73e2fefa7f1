package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.DomainDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.GroupKeys.Wanted;
import io.leengine.loadbalancer.nginx.wire.UpstreamsDocument;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is wanted of a group, as it is on the bus. Each statement writes only what differs from what is there. */
final class Statements {
    private static final Logger LOG = System.getLogger(Statements.class.getName());

    private final GroupKeys keys;
    private final Documents documents;

    Statements(GroupKeys keys, Documents documents) {
        this.keys = keys;
        this.documents = documents;
    }

    /**
     * A domain as it is stated.
     *
     * @param spec its settings
     * @param upstreams its upstreams
     */
    record Stated(DomainSpec spec, List<Upstream> upstreams) {
    }

    /** States a domain; returns the revision from which on it is so. */
    long domain(CallContext context, Bus bus, DomainSpec spec) throws InterruptedException {
        return set(context, bus, keys.domain(spec.host()), documents.write(DomainDocument.of(spec)));
    }

    /**
     * States a domain's upstreams; returns the revision from which on they are so.
     *
     * @throws EngineException {@code NOT_FOUND} when the domain is not stated
     */
    long upstreams(CallContext context, Bus bus, String host, Collection<Upstream> upstreams) throws InterruptedException {
        Bus.Entry domain = bus.get(context, keys.domain(host)).orElseThrow(() -> EngineException.notFound("domain", host));
        return set(context, bus, keys.upstreams(host), documents.write(UpstreamsDocument.of(domain.created(), upstreams)));
    }

    /** Writes a value unless it is there; returns the revision from which on it is. */
    static long set(CallContext context, Bus bus, String key, byte[] value) throws InterruptedException {
        while (true) {
            context.check("The statement");
            Optional<Bus.Entry> present = bus.get(context, key);
            if (present.isPresent() && Arrays.equals(present.get().value(), value)) {
                return present.get().modified();
            }
            Optional<Long> revision =
                bus.compareAndSet(context, key, present.map(Bus.Entry::modified).orElse(0L), value, Optional.empty());
            if (revision.isPresent()) {
                return revision.get();
            }
        }
    }

    /** Ends a domain. */
    void delete(CallContext context, Bus bus, String host) throws InterruptedException {
        bus.delete(context, keys.domain(host), 0);
        // Without their domain they count for nothing, should this not come to pass.
        bus.delete(context, keys.upstreams(host), 0);
    }

    /** Returns what is stated, by host. */
    Map<String, Stated> all(CallContext context, Bus bus) throws InterruptedException {
        Map<String, Bus.Entry> domains = new TreeMap<>();
        Map<String, UpstreamsDocument> upstreams = new HashMap<>();
        for (Bus.Entry entry : bus.list(context, keys.wanted()).entries()) {
            keys.readWanted(entry.key()).ifPresent(wanted -> {
                switch (wanted) {
                    case Wanted.Domain domain -> domains.put(domain.host(), entry);
                    case Wanted.Upstreams of ->
                        documents.read(entry.value(), UpstreamsDocument.class).ifPresent(each -> upstreams.put(of.host(), each));
                    case Wanted.Ask ask -> {
                        // Questions state nothing.
                    }
                    case Wanted.Certificate certificate -> {
                        // No domain.
                    }
                }
            });
        }
        Map<String, Stated> all = new TreeMap<>();
        domains.forEach((host, entry) -> spec(entry).ifPresent(spec ->
            all.put(host, new Stated(spec, Optional.ofNullable(upstreams.get(host))
                .filter(each -> each.domain() == entry.created()).map(UpstreamsDocument::list).orElse(List.of())))));
        return all;
    }

    /** Returns the domains that are stated and that this build cannot read. */
    List<String> unread(CallContext context, Bus bus) throws InterruptedException {
        List<String> hosts = new ArrayList<>();
        for (Bus.Entry entry : bus.list(context, keys.wanted()).entries()) {
            if (keys.readWanted(entry.key()).orElse(null) instanceof Wanted.Domain domain && spec(entry).isEmpty()) {
                hosts.add(domain.host());
            }
        }
        return hosts;
    }

    /** One that this build cannot read, since a newer one has stated it, is none to it. */
    private Optional<DomainSpec> spec(Bus.Entry entry) {
        try {
            return documents.read(entry.value(), DomainDocument.class).map(DomainDocument::spec);
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "{0} is left out: {1}", entry.key(), e.getMessage());
            return Optional.empty();
        }
    }
}
