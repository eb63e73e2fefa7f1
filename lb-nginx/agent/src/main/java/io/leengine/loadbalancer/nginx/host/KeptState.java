package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    KeptState(Folder folder, JsonMapper json) {
        this.folder = folder;
        this.json = json;
    }

    private record Domain(String host, Settings settings, List<Peer> upstreams) {
    }

    private record Settings(long requestTimeoutMillis, long connectTimeoutMillis, long bodyLimit) {
    }

    private record Peer(String address, int port, int weight, String version, String cell, String instance) {
    }

    /** Reads everything into the state. */
    void load(Desired desired) {
        for (Path file : Folder.list(folder.kept())) {
            try {
                Domain domain = json.readValue(Files.readString(file), Domain.class);
                if (domain.settings() != null) {
                    desired.merge(HostChange.of(new Site(domain.host(),
                        Duration.ofMillis(domain.settings().requestTimeoutMillis()),
                        Duration.ofMillis(domain.settings().connectTimeoutMillis()), domain.settings().bodyLimit())));
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
            one.requestTimeout().toMillis(), one.connectTimeout().toMillis(), one.bodyLimit())).orElse(null),
            upstreams.map(list -> list.stream().map(one -> new Peer(one.endpoint().address(), one.endpoint().port(),
                one.weight(), one.version(), one.cell(), one.instance())).toList()).orElse(null))));
    }

    /** Returns a host's name as a file's: itself, unless that would be too long. */
    private static String name(String host) {
        return host.length() <= PLAIN_NAME ? host : host.substring(0, PREFIX) + "~" + Folder.digest(host);
    }

    /** Writes all upstreams for a master that is about to begin. */
    void seed(Map<String, List<Upstream>> upstreams) {
        StringBuilder text = new StringBuilder();
        upstreams.forEach((host, list) -> text.append(host).append('\t')
            .append(json.writeValueAsString(list.stream().map(Peers::row).toList())).append('\n'));
        folder.write(folder.seed(), text.toString());
    }
}
