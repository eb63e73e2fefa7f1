package io.leengine.engine.sim;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A load-balancer group: its domains and certificates, where it sends requests, and those under way. */
public final class SimulatedGroup {
    final World world;
    private final String name;
    private final TreeMap<String, DomainSpec> domains = new TreeMap<>();
    private final TreeMap<String, List<Upstream>> upstreams = new TreeMap<>();
    private final Map<Endpoint, Integer> active = new HashMap<>();
    private final Map<Endpoint, Long> leftOut = new HashMap<>();
    private final Map<String, Set<Endpoint>> behind = new HashMap<>();
    private final List<List<Upstream>> history = new ArrayList<>();
    private BiConsumer<String, List<Upstream>> stated = (host, set) -> { };
    private final TreeMap<String, Certificate> certificates = new TreeMap<>();
    private final List<DomainSpec> told = new ArrayList<>();
    private Set<DomainFeature> features = EnumSet.allOf(DomainFeature.class);
    private Function<DomainSpec, Optional<String>> refusal = domain -> Optional.empty();
    private boolean silent;
    private int unconfirmed;

    SimulatedGroup(World world, String name) {
        this.world = world;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Returns a new plugin for this group. */
    public GroupPlugin plugin() {
        return new GroupPlugin(this);
    }

    /** Is told of each set as it begins to be served, while nothing else happens. */
    public void onStated(BiConsumer<String, List<Upstream>> listener) {
        stated = listener;
    }

    /** Lets the group not answer, or answer again; it serves all the same. */
    public void silence(boolean value) {
        world.locked(() -> {
            silent = value;
            world.changed.signalAll();
            return null;
        });
    }

    /** Lets some of the next sets be served without this being confirmed. */
    public void unconfirmed(int count) {
        world.locked(() -> unconfirmed = count);
    }

    boolean silent() {
        return silent;
    }

    /** Returns what is served, by host. */
    public Map<String, List<Upstream>> sets() {
        return world.locked(() -> new TreeMap<>(upstreams));
    }

    /** Returns every set that was served, oldest first. */
    public List<List<Upstream>> history() {
        return world.locked(() -> List.copyOf(history));
    }

    /** Begins a request to a host by the weights; returns where it went. */
    public Optional<Endpoint> begin(String host, Random random) {
        return world.locked(() -> {
            List<Upstream> set = upstreams.getOrDefault(host, List.of());
            int sum = set.stream().mapToInt(Upstream::weight).sum();
            int at = sum == 0 ? 0 : random.nextInt(sum);
            for (Upstream upstream : set) {
                at -= upstream.weight();
                if (at < 0) {
                    active.merge(upstream.endpoint(), 1, Integer::sum);
                    return Optional.of(upstream.endpoint());
                }
            }
            return Optional.empty();
        });
    }

    /** Ends a request, if it has not broken. */
    public void end(Endpoint endpoint) {
        world.locked(() -> {
            active.computeIfPresent(endpoint, (key, count) -> count == 1 ? null : count - 1);
            world.changed.signalAll();
            return null;
        });
    }

    /** An instance broke off: its requests are over. */
    void broke(Endpoint endpoint) {
        active.remove(endpoint);
    }

    public int active(Endpoint endpoint) {
        return world.locked(() -> active.getOrDefault(endpoint, 0));
    }

    boolean serves(Endpoint endpoint) {
        return upstreams.values().stream().flatMap(List::stream)
            .anyMatch(upstream -> upstream.endpoint().equals(endpoint) && upstream.weight() > 0);
    }

    long leftOutAt(Endpoint endpoint) {
        return leftOut.getOrDefault(endpoint, System.nanoTime());
    }

    /** Lets it keep only some kinds of rule from now on. */
    public void keep(Set<DomainFeature> some) {
        world.locked(() -> features = some);
    }

    /** Lets it refuse the domains for which there is a word why. */
    public void refuse(Function<DomainSpec, Optional<String>> why) {
        world.locked(() -> refusal = why);
    }

    /** Returns every statement of a domain there was, also those it refused, oldest first. */
    public List<DomainSpec> told() {
        return world.locked(() -> List.copyOf(told));
    }

    /** Returns its domains by host. */
    public Map<String, DomainSpec> specs() {
        return world.locked(() -> new TreeMap<>(domains));
    }

    /** Returns its certificates by name. */
    public Map<String, Certificate> certificates() {
        return world.locked(() -> new TreeMap<>(certificates));
    }

    /** Loses everything, as a new host would have it. */
    public void reset() {
        world.locked(() -> {
            domains.clear();
            upstreams.clear();
            certificates.clear();
            return null;
        });
    }

    Set<DomainFeature> features() {
        return features;
    }

    DomainSpec requireDomain(String host) {
        if (!domains.containsKey(host)) {
            throw EngineException.notFound("domain", host);
        }
        return domains.get(host);
    }

    void applyCertificate(Certificate certificate) {
        certificates.put(certificate.name(), certificate);
        world.changed.signalAll();
    }

    void deleteCertificate(String certificate) {
        if (domains.values().stream().anyMatch(each -> uses(each, certificate))) {
            throw new EngineException(ErrorCode.CONFLICT, "A domain is served by " + certificate);
        }
        certificates.remove(certificate);
        world.changed.signalAll();
    }

    private static boolean uses(DomainSpec domain, String certificate) {
        return domain.rules().tls().filter(tls -> tls.certificate().equals(certificate)).isPresent();
    }

    void applyDomain(DomainSpec domain) {
        told.add(domain);
        domain.rules().tls().filter(tls -> !certificates.containsKey(tls.certificate())).ifPresent(tls -> {
            world.violated(domain.host() + " was stated before its certificate");
            throw EngineException.invalid("tls.certificate", "There is no certificate " + tls.certificate());
        });
        refusal.apply(domain).ifPresent(why -> {
            throw new EngineException(ErrorCode.CONFLICT, why);
        });
        world.changed.signalAll();
        domains.put(domain.host(), domain);
        upstreams.putIfAbsent(domain.host(), List.of());
    }

    void deleteDomain(String host) {
        domains.remove(host);
        List<Upstream> gone = upstreams.remove(host);
        if (gone != null) {
            leave(gone, Set.of());
        }
        // Whom an ended domain sent requests to may go: nobody can be asked to wait for those any more.
        behind.getOrDefault(host, Set.of()).forEach(this::broke);
        behind.remove(host);
    }

    List<DomainStatus> domains() {
        return domains.values().stream().map(domain -> new DomainStatus(domain, upstreams.get(domain.host()).stream()
            .map(each -> new DomainStatus.UpstreamStatus(each, true, 0, 0, active(each.endpoint()))).toList())).toList();
    }

    void applyUpstreams(String host, Collection<Upstream> set) {
        requireDomain(host);
        List<Upstream> before = upstreams.put(host, List.copyOf(set));
        history.add(List.copyOf(set));
        set.forEach(each -> behind.computeIfAbsent(host, key -> new HashSet<>()).add(each.endpoint()));
        stated.accept(host, List.copyOf(set));
        leave(before, Set.copyOf(set.stream().map(Upstream::endpoint).toList()));
        world.changed.signalAll();
        if (unconfirmed > 0) {
            unconfirmed--;
            throw World.unavailable("One host of " + name);
        }
    }

    private void leave(List<Upstream> before, Set<Endpoint> stay) {
        before.stream().map(Upstream::endpoint).filter(endpoint -> !stay.contains(endpoint))
            .forEach(endpoint -> leftOut.put(endpoint, System.nanoTime()));
    }
}
