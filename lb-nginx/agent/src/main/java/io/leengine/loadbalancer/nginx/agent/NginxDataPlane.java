package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.host.Applied;
import io.leengine.loadbalancer.nginx.host.HostChange;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.host.Site;
import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A data plane that is an nginx on this machine. */
public final class NginxDataPlane implements DataPlane {
    private static final Logger LOG = System.getLogger(NginxDataPlane.class.getName());

    private final NginxHost nginx;
    /** What was told last: settings that end take the upstreams along, also those told for a successor of the same name. */
    private final Map<String, List<Upstream>> told = new ConcurrentHashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, String> unread = new TreeMap<>();

    /** @param nginx started */
    public NginxDataPlane(NginxHost nginx) {
        this.nginx = nginx;
    }

    /**
     * Starts nginx with what is wanted on the bus, or, where the bus does not answer in time, with what was wanted last: a
     * host takes no request before it knows the one or the other.
     *
     * @param limit how long the bus may take
     */
    public static NginxDataPlane start(NginxHost nginx, Bus bus, String group, Duration limit) throws InterruptedException {
        Optional<WantedState.Batch> wanted = wanted(bus, group, limit);
        if (wanted.isPresent()) {
            SettingsChange settings = wanted.get().settings();
            nginx.start(new HostChange(sites(settings.domains()), wanted.get().upstreams(), Set.of(),
                settings.certificates()), settings.unread().keySet(), settings.unreadCertificates());
        } else {
            nginx.start();
        }
        return new NginxDataPlane(nginx);
    }

    private static Optional<WantedState.Batch> wanted(Bus bus, String group, Duration limit) throws InterruptedException {
        GroupKeys keys = new GroupKeys(group);
        WantedState wanted = new WantedState(keys, new Documents());
        try {
            wanted.take(new BusEvent.Listed(bus.list(CallContext.of("agent-start", limit), keys.wanted())));
            return Optional.of(wanted.batch());
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "group {0}: the bus does not tell what is wanted, so this host begins with what was wanted "
                + "last: {1}", group, e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<String, Site> sites(Map<String, Optional<DomainSpec>> settings) {
        Map<String, Site> sites = new HashMap<>();
        settings.forEach((host, spec) -> spec.ifPresent(each -> sites.put(host, Site.of(each))));
        return sites;
    }

    @Override
    public void upstreams(Map<String, List<Upstream>> upstreams) throws InterruptedException {
        told.putAll(upstreams);
        nginx.apply(new HostChange(Map.of(), upstreams, Set.of()));
    }

    @Override
    public Outcome settings(SettingsChange change) throws InterruptedException {
        Map<String, Site> sites = sites(change.domains());
        Map<String, Optional<Certificate>> certificates = new HashMap<>(change.certificates());
        Set<String> removed = new HashSet<>(change.domains().keySet());
        removed.removeAll(sites.keySet());
        if (change.whole()) {
            nginx.hosts().stream().filter(host -> !sites.containsKey(host) && !change.unread().containsKey(host))
                .forEach(removed::add);
            nginx.certificates().stream().filter(name -> !change.unreadCertificates().contains(name))
                .forEach(name -> certificates.putIfAbsent(name, Optional.empty()));
        }
        // In one, since what mends a domain that nginx takes no more must not wait for anything else.
        Applied applied = nginx.apply(new HostChange(sites, Map.of(), removed, certificates));
        restateSuccessors(removed);
        failures.keySet().removeAll(removed);
        failures.keySet().removeAll(applied.hosts());
        failures.putAll(applied.failures());
        unread.keySet().removeAll(change.domains().keySet());
        if (change.whole()) {
            unread.clear();
        }
        unread.putAll(change.unread());
        Map<String, String> all = new TreeMap<>(nginx.lost());
        all.putAll(failures);
        all.putAll(unread);
        return new Outcome(applied.generation(), all);
    }

    private void restateSuccessors(Set<String> hosts) throws InterruptedException {
        Map<String, List<Upstream>> successors = new HashMap<>();
        told.keySet().removeIf(host -> hosts.contains(host) && told.get(host).isEmpty());
        hosts.forEach(host -> Optional.ofNullable(told.get(host)).ifPresent(each -> successors.put(host, each)));
        if (!successors.isEmpty()) {
            nginx.apply(new HostChange(Map.of(), successors, Set.of()));
        }
    }

    @Override
    public boolean isDrained(String host, Collection<Endpoint> endpoints) throws InterruptedException {
        return nginx.drained(host, endpoints);
    }

    @Override
    public Optional<String> rendered(String host) throws InterruptedException {
        return nginx.rendered(host);
    }

    @Override
    public List<AnswerDocument.Count> counts() throws InterruptedException {
        List<AnswerDocument.Count> counts = new ArrayList<>();
        nginx.counts(nginx.hosts()).forEach((host, statuses) -> statuses.forEach(each -> counts.add(
            new AnswerDocument.Count(host, each.upstream().endpoint().toString(), each.healthy(), each.requests(),
                each.failures(), each.active()))));
        return counts;
    }
}
