package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.DomainDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.GroupKeys.Wanted;
import io.leengine.loadbalancer.nginx.wire.UpstreamsDocument;
import io.leengine.model.EngineException;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is wanted of this host's group, as the bus tells it, and what of it has changed since it was last taken. */
final class WantedState {
    private static final Logger LOG = System.getLogger(WantedState.class.getName());

    private final GroupKeys keys;
    private final Documents documents;
    private final Map<String, Domain> domains = new HashMap<>();
    private final Map<String, UpstreamsDocument> upstreams = new HashMap<>();
    private final Map<String, AskDocument> asks = new HashMap<>();
    private final Set<String> newSettings = new HashSet<>();
    private final Set<String> newUpstreams = new HashSet<>();
    private boolean whole = true;
    private long revision;

    /** A domain's settings and the revision that made its key. */
    private record Domain(DomainSpec spec, long created) {
    }

    /**
     * What has changed.
     *
     * @param whole whether this is everything there is
     * @param revision of the bus, up to which it holds
     * @param settings by domain; empty for one that is gone
     * @param upstreams by domain
     * @param asks all questions that are open, by id
     */
    record Batch(boolean whole, long revision, Map<String, Optional<DomainSpec>> settings,
            Map<String, List<Upstream>> upstreams, Map<String, AskDocument> asks) {
    }

    WantedState(GroupKeys keys, Documents documents) {
        this.keys = keys;
        this.documents = documents;
    }

    /** Takes in one event of the watch over what is wanted. */
    void take(BusEvent event) {
        switch (event) {
            case BusEvent.Listed listed -> {
                domains.clear();
                upstreams.clear();
                asks.clear();
                whole = true;
                revision = listed.listing().revision();
                listed.listing().entries().forEach(this::put);
            }
            case BusEvent.Put put -> {
                revision = put.entry().modified();
                put(put.entry());
            }
            case BusEvent.Deleted deleted -> {
                revision = deleted.revision();
                keys.readWanted(deleted.key()).ifPresent(this::delete);
            }
        }
    }

    private void put(Bus.Entry entry) {
        keys.readWanted(entry.key()).ifPresent(wanted -> {
            switch (wanted) {
                case Wanted.Domain domain -> putDomain(domain.host(), entry);
                case Wanted.Upstreams of -> {
                    upstreams.put(of.host(), documents.read(entry.value(), UpstreamsDocument.class)
                        .orElse(new UpstreamsDocument(0, List.of())));
                    newUpstreams.add(of.host());
                }
                case Wanted.Ask ask ->
                    documents.read(entry.value(), AskDocument.class).ifPresent(each -> asks.put(ask.id(), each));
            }
        });
    }

    private void putDomain(String host, Bus.Entry entry) {
        newSettings.add(host);
        newUpstreams.add(host);
        domains.remove(host);
        try {
            documents.read(entry.value(), DomainDocument.class).map(DomainDocument::spec)
                .filter(spec -> spec.host().equals(host))
                .ifPresentOrElse(spec -> domains.put(host, new Domain(spec, entry.created())),
                    () -> LOG.log(Level.WARNING, "what is wanted of {0} cannot be read, so it is not served", host));
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "what is wanted of {0} is refused, so it is not served: {1}", host, e.getMessage());
        }
    }

    private void delete(Wanted wanted) {
        switch (wanted) {
            case Wanted.Domain domain -> {
                domains.remove(domain.host());
                newSettings.add(domain.host());
                newUpstreams.add(domain.host());
            }
            case Wanted.Upstreams of -> {
                upstreams.remove(of.host());
                newUpstreams.add(of.host());
            }
            case Wanted.Ask ask -> asks.remove(ask.id());
        }
    }

    /** Returns what has changed since this was last called. */
    Batch batch() {
        Map<String, Optional<DomainSpec>> settings = new TreeMap<>();
        Map<String, List<Upstream>> peers = new TreeMap<>();
        if (whole) {
            domains.forEach((host, domain) -> settings.put(host, Optional.of(domain.spec())));
            domains.keySet().forEach(host -> peers.put(host, upstreamsOf(host)));
        } else {
            newSettings.forEach(host -> settings.put(host, Optional.ofNullable(domains.get(host)).map(Domain::spec)));
            newUpstreams.forEach(host -> peers.put(host, upstreamsOf(host)));
        }
        Batch batch = new Batch(whole, revision, settings, peers, Map.copyOf(asks));
        whole = false;
        newSettings.clear();
        newUpstreams.clear();
        return batch;
    }

    /** Upstreams that were stated for an earlier domain of that name went with it. */
    private List<Upstream> upstreamsOf(String host) {
        Domain domain = domains.get(host);
        UpstreamsDocument document = upstreams.get(host);
        if (domain == null || document == null || document.domain() != domain.created()) {
            return List.of();
        }
        try {
            return document.list();
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "the upstreams of {0} are refused, so it has none: {1}", host, e.getMessage());
            return List.of();
        }
    }
}
