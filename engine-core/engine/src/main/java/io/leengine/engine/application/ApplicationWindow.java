package io.leengine.engine.application;

import io.leengine.engine.Applications.LogStart;
import io.leengine.engine.Applications.PlacedEvent;
import io.leengine.engine.domain.Application;
import io.leengine.engine.seam.Seams;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Series;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks through the seams at what an application is doing: addresses, logs, events, metrics. */
public final class ApplicationWindow {
    private static final System.Logger LOG = System.getLogger(ApplicationWindow.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Seams seams;
    private final GroupAddresses addresses;

    /** Over the plugins that are there. */
    public ApplicationWindow(Seams seams, GroupAddresses addresses) {
        this.seams = seams;
        this.addresses = addresses;
    }

    List<String> urls(Application application) {
        return addresses.of(application.group()).stream().map(address -> "http://" + application.host()
            + port(address)).toList();
    }

    private static String port(String address) {
        String port = address.substring(address.lastIndexOf(':'));
        return port.equals(":80") ? "" : port;
    }

    Watch<InstanceLogs.Line> logs(String request, String namespace, String cell, String instance, LogStart start,
            boolean follow) throws InterruptedException {
        InstanceLogs logs = seams.require(Scheduler.class, cell).ability(InstanceLogs.class)
            .orElseThrow(() -> new EngineException(ErrorCode.UNSUPPORTED, "The cell " + cell + " keeps no logs."));
        CallContext context = call(request);
        return start.since().isPresent() ? logs.logsSince(context, namespace, instance, start.since().get(), follow)
            : logs.logs(context, namespace, instance, start.tail(), follow);
    }

    /** Returns what runs commands in a cell's instances; {@code UNSUPPORTED} when its scheduler has no such ability. */
    InstanceExec exec(String cell) {
        return seams.require(Scheduler.class, cell).ability(InstanceExec.class)
            .orElseThrow(() -> new EngineException(ErrorCode.UNSUPPORTED, "The cell " + cell
                + " runs no commands in instances: its scheduler has no such ability.")
                .withNextStep("Read the instance's log, or ask your operator for a scheduler that can."));
    }

    /** Returns the context of one call of a request. */
    CallContext call(String request) {
        return CallContext.of(request, LIMIT);
    }

    List<PlacedEvent> events(String request, String namespace) throws InterruptedException {
        List<PlacedEvent> all = new ArrayList<>();
        for (Map.Entry<String, Scheduler> cell : seams.all(Scheduler.class).entrySet()) {
            if (cell.getValue().ability(NamespaceEvents.class).isPresent()) {
                NamespaceEvents events = cell.getValue().ability(NamespaceEvents.class).get();
                try {
                    events.events(call(request), namespace)
                        .forEach(event -> all.add(new PlacedEvent(cell.getKey(), event)));
                } catch (EngineException e) {
                    LOG.log(System.Logger.Level.INFO, "events of {0} in {1} [{2}]: {3}", namespace, cell.getKey(),
                        request, e.getMessage());
                }
            }
        }
        all.sort(Comparator.comparing(placed -> placed.event().at()));
        return all;
    }

    List<Series> metrics(String request, String application, RangeQuery query) throws InterruptedException {
        Map<String, String> labels = new HashMap<>(query.labels());
        labels.put("application", application);
        return seams.requireFirst(Monitor.class).query(call(request),
            new RangeQuery(query.metric(), labels, query.from(), query.to(), query.step(), query.reduce()));
    }
}
