package io.leengine.loadbalancer.nginx.host;

import io.leengine.loadbalancer.nginx.rules.RulesDocument;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was stated last, a file a domain, to serve it again before anybody says more: after a restart of the machine for
 * instance, with the bus away. The bus has the truth; so a file that cannot be read or written is told of and no more.
 */
final class KeptState {
    private static final Logger LOG = System.getLogger(KeptState.class.getName());

    private static final int PLAIN_NAME = 200;
    private static final int PREFIX = 120;

    private final Folder folder;
    private final JsonMapper json;
    private final SiteFiles files;
    private final RoutingText routing;

    KeptState(Folder folder, JsonMapper json, SiteFiles files) {
        this.folder = folder;
        this.json = json;
        this.files = files;
        this.routing = new RoutingText(json);
    }

    private record Domain(String host, Settings settings, List<Peer> upstreams) {
    }

    private record Settings(long requestTimeoutMillis, long connectTimeoutMillis, long bodyLimit, RulesDocument rules) {
    }

    private record Peer(String address, int port, int weight, String version, String cell, String instance) {
    }

    /** Reads everything into the state. */
    void load(Desired desired) {
        files.certificates().forEach(each -> desired.merge(HostChange.of(each)));
        for (Path file : Folder.list(folder.kept())) {
            try {
                Domain domain = json.readValue(Files.readString(file), Domain.class);
                if (domain.settings() != null) {
                    desired.merge(HostChange.of(new Site(domain.host(),
                        Duration.ofMillis(domain.settings().requestTimeoutMillis()),
                        Duration.ofMillis(domain.settings().connectTimeoutMillis()), domain.settings().bodyLimit(),
                        domain.settings().rules() == null ? DomainRules.NONE : domain.settings().rules().rules())));
                }
                if (domain.upstreams() != null) {
                    desired.merge(HostChange.of(domain.host(), domain.upstreams().stream().map(KeptState::upstream)
                        .toList()));
                }
            } catch (IOException | JacksonException | EngineException e) {
                LOG.log(Level.WARNING, "'" + file + "' cannot be read; its domain waits for the bus", e);
            }
        }
    }

    private static Upstream upstream(Peer peer) {
        return new Upstream(new Endpoint(peer.address(), peer.port()), peer.weight(), peer.version(), peer.cell(),
            peer.instance());
    }

    /** Keeps some domains as they are stated now. */
    void save(Set<String> hosts, Desired desired) {
        for (String host : hosts) {
            try {
                save(host, desired.site(host), desired.upstreams(host));
            } catch (EngineException e) {
                LOG.log(Level.WARNING, "what is stated of " + host + " takes effect but cannot be kept", e);
            }
        }
    }

    private void save(String host, Optional<Site> site, Optional<List<Upstream>> upstreams) {
        Path file = folder.kept().resolve(name(host) + ".json");
        if (site.isEmpty() && upstreams.isEmpty()) {
            Folder.remove(file);
            return;
        }
        folder.write(file, json.writeValueAsString(new Domain(host, site.map(one -> new Settings(
            one.requestTimeout().toMillis(), one.connectTimeout().toMillis(), one.bodyLimit(),
            one.rules().equals(DomainRules.NONE) ? null : RulesDocument.of(one.rules()))).orElse(null),
            upstreams.map(list -> list.stream().map(one -> new Peer(one.endpoint().address(), one.endpoint().port(),
                one.weight(), one.version(), one.cell(), one.instance())).toList()).orElse(null))));
    }

    /** Returns a host's name as a file's: itself, unless that would be too long. */
    private static String name(String host) {
        return host.length() <= PLAIN_NAME ? host : host.substring(0, PREFIX) + "~" + Folder.digest(host);
    }

    /** Keeps certificates as they are stated now; those that are not stated any more go when nothing needs them. */
    void save(Collection<Certificate> certificates) {
        for (Certificate each : certificates) {
            try {
                files.keep(each);
            } catch (EngineException e) {
                LOG.log(Level.WARNING, "the certificate " + each.name() + " cannot be kept", e);
            }
        }
    }

    /** Writes all upstreams, and the routing of their domains, for a master that is about to begin. */
    void seed(Desired desired) {
        Map<String, Site> sites = desired.sites();
        Map<String, List<Upstream>> upstreams = desired.upstreams();
        Set<String> hosts = new TreeSet<>(sites.keySet());
        hosts.addAll(upstreams.keySet());
        StringBuilder text = new StringBuilder();
        for (String host : hosts) {
            text.append(host).append('\t').append(Optional.ofNullable(sites.get(host))
                .flatMap(site -> routing.of(site.rules().routing())).orElse("")).append('\t')
                .append(json.writeValueAsString(upstreams.getOrDefault(host, List.of()).stream()
                    .map(each -> Peers.row(host, each)).toList())).append('\n');
        }
        folder.write(folder.seed(), text.toString());
    }
}
