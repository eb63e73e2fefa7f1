package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.host.NginxSettings;
import io.leengine.model.EngineException;
import io.leengine.spi.bus.Bus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The agent of this machine. It begins on a thread of its own, since nginx may take its time; when it goes, nginx serves
 * on, and the next one takes it over. It tells whether it runs to the program that it is in, which shares the JDK's types only.
 */
@Component(configurationPid = "io.leengine.loadbalancer.nginx.agent", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = BooleanSupplier.class, immediate = true, property = "leengine.runs=agent")
@Designate(ocd = AgentSettings.class)
public final class AgentComponent implements BooleanSupplier {
    private static final Logger LOG = System.getLogger(AgentComponent.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Bus bus;
    private final AgentSettings settings;
    private final Path folder;
    private final NginxSettings nginxSettings;
    private final Optional<Listener> metrics;
    private final String version;
    private final Thread thread;

    /** Begins. */
    @Activate
    public AgentComponent(BundleContext context, @Reference(name = "bus") Bus bus, AgentSettings settings) {
        this.bus = bus;
        this.settings = settings;
        this.folder = folder(settings.folder());
        this.nginxSettings = read(settings);
        this.metrics = Optional.of(settings.metrics_address()).filter(text -> !text.isBlank())
            .map(text -> Listener.parse("metrics.address", text));
        this.version = context.getBundle().getVersion().toString();
        options("unknown");
        this.thread = Thread.ofVirtual().name("agent").start(this::run);
    }

    private static Path folder(String text) {
        if (text == null || !Path.of(text).isAbsolute()) {
            throw EngineException.invalid("folder", "'folder' must be an absolute path.");
        }
        return Path.of(text);
    }

    private static NginxSettings read(AgentSettings settings) {
        List<Listener> listeners = Arrays.stream(settings.listeners()).map(text -> Listener.parse("listeners", text)).toList();
        NginxSettings usual = NginxSettings.of(listeners);
        return new NginxSettings(Path.of(settings.program()), Path.of(settings.modules()), listeners,
            Arrays.stream(settings.tls_listeners()).map(text -> Listener.parse("tls.listeners", text)).toList(),
            settings.user().isEmpty() ? null : settings.user(), settings.workers(), usual.connections(),
            usual.sharedMegabytes(), settings.trust_forwarded(), usual.shutdownLimit(), usual.reloadPause(),
            usual.confirmLimit(), usual.reloadLimit());
    }

    private AgentOptions options(String nginx) {
        List<String> addresses = settings.addresses().length > 0 ? List.of(settings.addresses())
            : nginxSettings.listeners().stream().map(Listener::toString).toList();
        return new AgentOptions(settings.group(), settings.name(), addresses, version, nginx);
    }

    private void run() {
        try {
            while (!serve()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks after nginx until it is interrupted; returns false when nginx could not be started. */
    private boolean serve() throws InterruptedException {
        try (NginxHost nginx = new NginxHost(folder, nginxSettings)) {
            DataPlane dataPlane = NginxDataPlane.start(nginx, bus, settings.group(), WAIT);
            Optional<MetricsListener> metricsListener = listen(nginx);
            try (Agent agent = new Agent(bus, options(nginx.state().nginx()), dataPlane, Clock.systemUTC())) {
                agent.join();
            } finally {
                metricsListener.ifPresent(MetricsListener::close);
            }
            return true;
        } catch (EngineException e) {
            LOG.log(Level.ERROR, "nginx does not serve yet and is tried again: {0} {1}", e.getMessage(),
                e.nextStep().orElse(""));
            return false;
        }
    }

    /** Requests do not wait for somebody's counts: without an address to serve them on, the host serves all the same. */
    private Optional<MetricsListener> listen(NginxHost nginx) {
        try {
            return metrics.map(address -> new MetricsListener(address, nginx::metrics));
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "{0} {1}", e.getMessage(), e.nextStep().orElse(""));
            return Optional.empty();
        }
    }

    /** Returns whether nginx is looked after, or is about to be. */
    @Override
    public boolean getAsBoolean() {
        return thread.isAlive();
    }

    /** Ends the agent; nginx serves on. */
    @Deactivate
    public void close() {
        Threads.end(thread);
    }
}
