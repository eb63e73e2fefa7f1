package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.CertificateDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.DomainDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.GroupKeys.Wanted;
import io.leengine.loadbalancer.nginx.wire.UpstreamsDocument;
import io.leengine.model.EngineException;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.Certificate;
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
    /** Empty for one that cannot be read. */
    private final Map<String, Optional<Certificate>> certificates = new HashMap<>();
    private final Set<String> newSettings = new HashSet<>();
    private final Set<String> newUpstreams = new HashSet<>();
    private final Set<String> newCertificates = new HashSet<>();
    private boolean whole = true;
    private long revision;

    /**
     * A domain.
     *
     * @param spec its settings; empty when they cannot be read
     * @param why why they cannot
     * @param created the revision that made its key
     */
    private record Domain(Optional<DomainSpec> spec, String why, long created) {
    }

    /**
     * What has changed.
     *
     * @param revision of the bus, up to which it holds
     * @param settings what of domains and certificates; whole when this is everything there is
     * @param upstreams by domain
     * @param asks all questions that are open, by id
     */
    record Batch(long revision, SettingsChange settings, Map<String, List<Upstream>> upstreams,
            Map<String, AskDocument> asks) {
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
                certificates.clear();
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
                case Wanted.Certificate of -> putCertificate(of.name(), entry);
            }
        });
    }

    private void putDomain(String host, Bus.Entry entry) {
        newSettings.add(host);
        newUpstreams.add(host);
        domains.put(host, read(host, entry));
    }

    private Domain read(String host, Bus.Entry entry) {
        String why = "What is wanted of this domain cannot be read.";
        try {
            Optional<DomainSpec> spec = documents.read(entry.value(), DomainDocument.class).map(DomainDocument::spec)
                .filter(each -> each.host().equals(host));
            if (spec.isPresent()) {
                return new Domain(spec, "", entry.created());
            }
        } catch (EngineException e) {
            why = e.getMessage();
        }
        LOG.log(Level.WARNING, "{0} is served as it was, if it was: {1}", host, why);
        return new Domain(Optional.empty(), why, entry.created());
    }

    private void putCertificate(String name, Bus.Entry entry) {
        newCertificates.add(name);
        certificates.put(name, certificate(name, entry));
    }

    private Optional<Certificate> certificate(String name, Bus.Entry entry) {
        String why = "What is wanted of it cannot be read.";
        try {
            Optional<Certificate> found =
                documents.read(entry.value(), CertificateDocument.class).map(document -> document.certificate(name));
            if (found.isPresent()) {
                return found;
            }
        } catch (EngineException e) {
            why = e.getMessage();
        }
        LOG.log(Level.WARNING, "the certificate {0} stays as it was, if it was: {1}", name, why);
        return Optional.empty();
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
            case Wanted.Certificate of -> {
                certificates.remove(of.name());
                newCertificates.add(of.name());
            }
        }
    }

    /** Returns what has changed since this was last called. */
    Batch batch() {
        if (whole) {
            newSettings.addAll(domains.keySet());
            newSettings.retainAll(domains.keySet());
            newUpstreams.addAll(domains.keySet());
            newUpstreams.retainAll(domains.keySet());
            newCertificates.addAll(certificates.keySet());
            newCertificates.retainAll(certificates.keySet());
        }
        Map<String, List<Upstream>> peers = new TreeMap<>();
        newUpstreams.forEach(host -> peers.put(host, upstreamsOf(host)));
        Batch batch = new Batch(revision, settings(), peers, Map.copyOf(asks));
        whole = false;
        newSettings.clear();
        newUpstreams.clear();
        newCertificates.clear();
        return batch;
    }

    private SettingsChange settings() {
        Map<String, Optional<DomainSpec>> specs = new TreeMap<>();
        Map<String, String> unread = new TreeMap<>();
        for (String host : newSettings) {
            Domain domain = domains.get(host);
            if (domain == null || domain.spec().isPresent()) {
                specs.put(host, Optional.ofNullable(domain).flatMap(Domain::spec));
            } else {
                unread.put(host, domain.why());
            }
        }
        Map<String, Optional<Certificate>> changed = new TreeMap<>();
        Set<String> unreadCertificates = new HashSet<>();
        for (String name : newCertificates) {
            Optional<Certificate> certificate = certificates.get(name);
            if (certificate == null || certificate.isPresent()) {
                changed.put(name, certificate == null ? Optional.empty() : certificate);
            } else {
                unreadCertificates.add(name);
            }
        }
        return new SettingsChange(whole, specs, unread, changed, unreadCertificates);
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
