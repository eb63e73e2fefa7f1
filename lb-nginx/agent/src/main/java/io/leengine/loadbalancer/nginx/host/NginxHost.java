package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * One nginx on this machine, in a folder of its own. It outlives this object: {@link #close} leaves it running, and the
 * next one opened on the folder takes it over without a request failing. Should its master die, a new one is started.
 *
 * <p>Upstreams take effect without a reload; settings need one, which many changes share. Both are in effect in every
 * worker when a call returns. Any thread may call; every call can be interrupted.
 */
public final class NginxHost implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NginxHost.class.getName());
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LOOK_LATER = Duration.ofSeconds(2);

    private final NginxSettings settings;
    private final Desired desired = new Desired();
    private final KeptState kept;
    private final RoutingText routing;
    private final Control control;
    private final Master master;
    private final Rendering rendering;
    private final Configuration configuration;
    private final Peers peers;
    private final ReentrantLock process = new ReentrantLock();
    private Gathering<Peers.Outcome> upstreamChanges;
    private Gathering<Configuration.Outcome> siteChanges;
    private Thread watch;
    private volatile Map<String, String> lost = Map.of();

    /**
     * Does nothing yet but make the folder.
     *
     * @param folder for this nginx alone; it is made when it is not there
     * @param settings how nginx is run
     */
    public NginxHost(Path folder, NginxSettings settings) {
        this(new Folder(folder), settings, Rendering::new);
    }

    /** How the text of the configuration is made. */
    interface Renderer {
        Rendering of(NginxSettings settings, Folder folder, Path lua);
    }

    NginxHost(Folder folder, NginxSettings settings, Renderer renderer) {
        this.settings = settings;
        Program program = new Program(settings, folder);
        control = new Control(folder.control(), settings.confirmLimit());
        SiteFiles files = new SiteFiles(folder);
        kept = new KeptState(folder, control.json(), files);
        routing = new RoutingText(control.json());
        master = new Master(folder, settings, program, control);
        rendering = renderer.of(settings, folder, new LuaFiles().install(folder));
        configuration = new Configuration(folder, rendering, program, master, desired, files);
        peers = new Peers(control, desired, settings.confirmLimit());
    }

    /**
     * Takes over the nginx that runs in the folder, or starts one, that serves what was stated last. Call it, or its like
     * with what is wanted now, once and before anything else.
     *
     * @throws EngineException {@code UNAVAILABLE} with nginx's own words when it does not start
     */
    public Applied start() throws InterruptedException {
        kept.load(desired);
        return begin(Set.of());
    }

    /**
     * As {@link #start()}, but it serves exactly what is given: a host that was off for long knows nothing that is true, and
     * is to take no request by it.
     */
    public Applied start(Map<String, Site> sites, Map<String, List<Upstream>> upstreams) throws InterruptedException {
        return start(new HostChange(sites, upstreams, Set.of()), Set.of(), Set.of());
    }

    /**
     * The same, with certificates, and with domains and certificates of which it is not known what is wanted: they are as
     * they were.
     *
     * @param wanted everything that is wanted; nothing is removed in it
     * @param unchanged domains to be served by the settings that were stated last
     * @param certificates names of those to be as they were stated last
     */
    public Applied start(HostChange wanted, Set<String> unchanged, Set<String> certificates) throws InterruptedException {
        kept.load(desired);
        HostChange change = difference(wanted, unchanged, certificates);
        desired.merge(change);
        save(change);
        return begin(change.removed());
    }

    private HostChange difference(HostChange wanted, Set<String> unchanged, Set<String> unchangedCertificates) {
        Map<String, Site> sites = new HashMap<>(wanted.sites());
        unchanged.forEach(host -> desired.site(host).ifPresent(site -> sites.putIfAbsent(host, site)));
        HostChange change = desired.difference(sites, wanted.upstreams());
        Map<String, Optional<Certificate>> certificates = new HashMap<>();
        desired.certificates().keySet().stream().filter(name -> !unchangedCertificates.contains(name))
            .forEach(name -> certificates.put(name, Optional.empty()));
        certificates.putAll(wanted.certificates());
        certificates.entrySet().removeIf(each -> each.getValue().equals(desired.certificate(each.getKey())));
        return new HostChange(change.sites(), change.upstreams(), change.removed(), certificates);
    }

    private void save(HostChange change) {
        kept.save(change.hosts(), desired);
        kept.save(change.certificates().values().stream().flatMap(Optional::stream).toList());
    }

    private Applied begin(Set<String> removed) throws InterruptedException {
        kept.seed(desired);
        Configuration.Outcome begun;
        process.lockInterruptibly();
        try {
            begun = configuration.begin(removed);
            begun = begun.with(route(desired.sites().keySet()));
            lose(begun);
        } finally {
            process.unlock();
        }
        upstreamChanges = new Gathering<>("nginx-upstreams", Duration.ZERO, peers::tell);
        siteChanges = new Gathering<>("nginx-settings", settings.reloadPause(), this::change);
        watch = Thread.ofVirtual().name("nginx-watch").start(this::watch);
        return new Applied(control.state().epoch(), begun.generation(), begun.reloaded(), desired.sites().keySet(),
            begun.failures());
    }

    /** Notes the domains that nginx began without, lest they are missed silently. */
    private void lose(Configuration.Outcome begun) {
        Map<String, String> all = new TreeMap<>(begun.failures());
        all.keySet().removeIf(host -> configuration.placed(host).isPresent());
        lost = Map.copyOf(all);
    }

    /** Tells the Lua side the routing by which hosts are served now; returns the reasons of those it cannot keep it of. */
    private Map<String, String> route(Set<String> hosts) throws InterruptedException {
        Map<String, Optional<String>> texts = new HashMap<>();
        hosts.forEach(host -> texts.put(host,
            configuration.placed(host).flatMap(placed -> routing.of(placed.site().rules().routing()))));
        return texts.isEmpty() ? Map.of() : peers.route(texts).failures();
    }

    private Configuration.Outcome change(Set<String> hosts) throws InterruptedException {
        process.lockInterruptibly();
        try {
            Set<String> all = new HashSet<>(hosts);
            // It may be well by now.
            all.addAll(lost.keySet());
            Configuration.Outcome outcome = configuration.change(all);
            Map<String, String> still = new TreeMap<>(outcome.failures());
            still.keySet().retainAll(lost.keySet());
            lost = Map.copyOf(still);
            return outcome.with(route(all));
        } finally {
            process.unlock();
        }
    }

    /**
     * Makes a change take effect; returns when it is in effect in every worker. New upstreams are there before the
     * settings of a new domain are, and go after them.
     *
     * @throws EngineException {@code UNAVAILABLE} or {@code TIMEOUT} when that is not sure in time. It is remembered and
     *     may yet take effect; state it again.
     */
    public Applied apply(HostChange change) throws InterruptedException {
        desired.merge(change);
        save(change);
        return take(change, change.upstreams().keySet());
    }

    /** Makes this host serve exactly what is given, as {@link #apply} does; upstreams are stated to all workers anew. */
    public Applied replace(Map<String, Site> sites, Map<String, List<Upstream>> upstreams) throws InterruptedException {
        HostChange change = desired.difference(sites, upstreams);
        desired.merge(change);
        save(change);
        return take(change, Set.of(Peers.ALL));
    }

    private Applied take(HostChange change, Set<String> told) throws InterruptedException {
        Map<String, String> failures = new TreeMap<>();
        EngineException late = null;
        long epoch = 0;
        try {
            if (!told.isEmpty()) {
                Peers.Outcome outcome = upstreamChanges.await(told);
                epoch = outcome.epoch();
                failures.putAll(outcome.failures());
            }
        } catch (EngineException e) {
            late = e;
        }
        Set<String> configured = new HashSet<>(change.sites().keySet());
        configured.addAll(change.removed());
        configured.addAll(desired.servedBy(change.certificates().keySet()));
        Configuration.Outcome outcome = configured.isEmpty() && change.certificates().isEmpty()
            ? new Configuration.Outcome(configuration.generation(), false, Map.of()) : siteChanges.await(configured);
        failures.putAll(outcome.failures());
        if (!change.removed().isEmpty()) {
            epoch = upstreamChanges.await(change.removed()).epoch();
        }
        if (late != null) {
            throw late;
        }
        Set<String> mine = new HashSet<>(configured);
        mine.addAll(change.upstreams().keySet());
        failures.keySet().retainAll(mine);
        return new Applied(epoch, outcome.generation(), outcome.reloaded(), mine, failures);
    }

    /**
     * Tells whether no request of a domain is under way to any of these endpoints, which the caller has left out before.
     * True is certain, of all workers and of those that only finish their requests; false may be no more than that one
     * of them could not be asked.
     */
    public boolean drained(String host, Collection<Endpoint> endpoints) throws InterruptedException {
        List<String> names = endpoints.stream().map(NginxHost::name).toList();
        Control.UnderWay answer = control.underWay(host, names);
        return answer.underWay() == 0 && answer.late().isEmpty() && answer.workers().containsAll(master.workers());
    }

    private static String name(Endpoint endpoint) {
        return new Endpoint(Listener.literal("address", endpoint.address()), endpoint.port()).toString();
    }

    /**
     * Returns the counts of some domains' upstreams, those under way exact at the time of asking, summed over all
     * workers. Hosts without upstreams are left out.
     *
     * @throws EngineException {@code UNAVAILABLE} when a worker did not answer in time
     */
    public Map<String, List<UpstreamStatus>> counts(Collection<String> hosts) throws InterruptedException {
        Control.Counts counts = control.counts(List.copyOf(hosts));
        if (!counts.late().isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The workers " + counts.late()
                + " of nginx have not told their counts in time.");
        }
        Map<String, List<UpstreamStatus>> found = new TreeMap<>();
        counts.domains().forEach((host, list) -> found.put(host, statuses(host, list)));
        return found;
    }

    private List<UpstreamStatus> statuses(String host, List<Control.Peer> list) {
        Map<String, Control.Peer> byName = list.stream().collect(Collectors.toMap(
            each -> new Endpoint(each.address(), each.port()).toString(), each -> each));
        List<UpstreamStatus> statuses = new ArrayList<>();
        for (Upstream each : desired.upstreams(host).orElse(List.of())) {
            Control.Peer peer = byName.get(name(each.endpoint()));
            if (peer != null) {
                statuses.add(new UpstreamStatus(each, peer.healthy(), peer.requests(), peer.failures(), peer.active()));
            }
        }
        return statuses;
    }

    /** Returns the domains that were stated, by settings or by upstreams. */
    public Set<String> hosts() {
        Set<String> hosts = new HashSet<>(desired.sites().keySet());
        hosts.addAll(desired.upstreams().keySet());
        return hosts;
    }

    /** Returns the configuration by which a domain is served, and what it includes; empty when it is not served. */
    public Optional<String> rendered(String host) throws InterruptedException {
        process.lockInterruptibly();
        try {
            return configuration.placed(host).map(placed -> rendering.server(rendering.settings(placed), Set.of(host))
                + placed.snippet().map(file -> "# " + file + "\n" + placed.site().rules().snippet() + "\n").orElse(""));
        } finally {
            process.unlock();
        }
    }

    /**
     * Returns the domains that nginx began without, each with the reason: of settings it did not take at a start none are in
     * force to go on by. They are tried again with every change.
     */
    public Map<String, String> lost() {
        return lost;
    }

    /** Returns the names of the certificates that were stated. */
    public Set<String> certificates() {
        return desired.certificates().keySet();
    }

    /** Returns the counts by domain and version in Prometheus' text format. */
    public String metrics() throws InterruptedException {
        return control.metrics();
    }

    /** Returns how nginx is. */
    public HostState state() throws InterruptedException {
        Control.State state = control.state();
        long pid = master.pid();
        return new HostState(state.version(), pid, Processes.since(pid), state.generation(), state.epoch(),
            state.workers().stream().map(one -> new HostState.Worker(one.pid(), one.generation(), one.epoch(),
                one.exiting())).toList(), master.orphans());
    }

    /** Looks after the master: requests do not wait for this, its workers go on without it. */
    private void watch() {
        Duration pause = LOOK;
        while (true) {
            try {
                Thread.sleep(pause);
                pause = LOOK;
                look();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (EngineException e) {
                LOG.log(Level.ERROR, "nginx cannot be looked after and is tried again", e);
                pause = LOOK_LATER;
            }
        }
    }

    private void look() throws InterruptedException {
        process.lockInterruptibly();
        try {
            if (!master.alive()) {
                LOG.log(Level.WARNING, "the nginx master " + master.pid() + " is gone; a new one is started");
                peers.holdingBack(() -> {
                    kept.seed(desired);
                    lose(configuration.start(desired.sites().keySet()));
                });
                // What was stated while it began.
                peers.tell(Set.of(Peers.ALL));
            } else {
                master.rotate();
            }
        } finally {
            process.unlock();
        }
    }

    /** Stops looking after nginx, which goes on serving. */
    @Override
    public void close() {
        if (watch != null) {
            watch.interrupt();
            siteChanges.close();
            upstreamChanges.close();
            Gathering.join(watch);
        }
        control.close();
    }

    /**
     * Ends nginx and this: requests under way may end until a limit. Returns when no process of it is left.
     *
     * @param limit how long to wait before requests are cut
     */
    public void stop(Duration limit) throws InterruptedException {
        close();
        process.lockInterruptibly();
        try {
            master.stop(limit);
        } finally {
            process.unlock();
        }
    }
}
