package io.leengine.engine.monitor;

import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.scheduler.InstanceUsages;
import io.leengine.spi.scheduler.InstanceUsages.Usage;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a sample of every instance at a steady pace: processor, memory, restarts, requests. */
public final class Sampler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sampler.class.getName());
    private static final Duration PACE = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final double NANOS = 1e9;

    private final Seams seams;
    private final InstanceTable table;
    private final Clock clock;
    private final Thread thread;

    /** Starts at once. */
    public Sampler(Seams seams, InstanceTable table, Clock clock) {
        this.seams = seams;
        this.table = table;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("sampler").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PACE);
                Optional<Monitor> monitor = seams.first(Monitor.class);
                if (monitor.isPresent()) {
                    sample(monitor.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "sampler ended");
        }
    }

    private void sample(Monitor monitor) throws InterruptedException {
        try {
            List<Sample> samples = new ArrayList<>();
            for (Map.Entry<String, Scheduler> cell : seams.all(Scheduler.class).entrySet()) {
                cell(cell.getKey(), cell.getValue(), samples);
            }
            for (LoadBalancer group : seams.all(LoadBalancer.class).values()) {
                requests(group, samples);
            }
            restarts(samples);
            if (!samples.isEmpty()) {
                monitor.write(CallContext.of("sampler", CALL), samples);
            }
        } catch (EngineException | LinkageError e) {
            // The latter when a plugin was taken out in the middle of a call.
            LOG.log(System.Logger.Level.INFO, "a round of samples is left out: {0}", e.getMessage());
        }
    }

    private static void cell(String name, Scheduler scheduler, List<Sample> samples) throws InterruptedException {
        Optional<InstanceUsages> usages = scheduler.ability(InstanceUsages.class);
        if (usages.isEmpty()) {
            return;
        }
        for (Usage usage : usages.get().usages(CallContext.of("sampler", CALL))) {
            Map<String, String> labels = labels(usage.version().namespace(), usage.version().version(), name,
                usage.instance());
            samples.add(new Sample("instance_cpu_seconds_total", labels, usage.at(), usage.cpuNanos() / NANOS));
            samples.add(new Sample("instance_memory_bytes", labels, usage.at(), usage.memoryBytes()));
        }
    }

    private void requests(LoadBalancer group, List<Sample> samples) throws InterruptedException {
        Instant now = clock.instant();
        for (DomainStatus domain : group.domains(CallContext.of("sampler", CALL))) {
            for (UpstreamStatus upstream : domain.upstreams()) {
                String cell = upstream.upstream().cell();
                String instance = upstream.upstream().instance();
                table.namespace(cell, instance).ifPresent(namespace -> {
                    Map<String, String> labels = labels(namespace, upstream.upstream().version(), cell, instance);
                    samples.add(new Sample("instance_requests_total", labels, now, upstream.requests()));
                    samples.add(new Sample("instance_request_failures_total", labels, now, upstream.failures()));
                });
            }
        }
    }

    private void restarts(List<Sample> samples) {
        Instant now = clock.instant();
        table.all().forEach(placed -> samples.add(new Sample("instance_restarts",
            labels(placed.instance().version().namespace(), placed.instance().version().version(), placed.cell(),
                placed.instance().id()), now, placed.instance().restarts())));
    }

    private static Map<String, String> labels(String application, String version, String cell, String instance) {
        return Map.of("application", application, "version", version, "cell", cell, "instance", instance);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
