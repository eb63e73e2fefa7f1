package io.leengine.rest.api;

import io.leengine.engine.Applications;
import io.leengine.engine.Applications.LogStart;
import io.leengine.engine.access.Permission;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.stream.InstanceLog;
import io.leengine.rest.stream.LastLines;
import io.leengine.rest.stream.MergedLog;
import io.leengine.rest.view.EventView;
import io.leengine.rest.view.InstanceView;
import io.leengine.rest.view.ItemsView;
import io.leengine.rest.view.LogLineView;
import io.leengine.rest.view.MetricsView;
import io.leengine.rest.view.SeriesView;
import io.leengine.spi.Watch;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.scheduler.InstanceLogs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What can be seen of an application as it runs: instances, logs, events, metrics. */
final class ObservationRoutes {
    static final String TAG = "Instances, logs, events, metrics";
    private static final String INSTANCES = "/applications/{name}/instances";
    static final String ONE = INSTANCES + "/{cell}/{id}";
    private static final int MOST_LINES = 10_000;
    private static final Parameter TAIL_ONE =
        Parameter.integer("tail", 0, MOST_LINES, 200, "How many kept lines to begin with.");
    private static final Parameter TAIL_ALL = Parameter.integer("tail", 0, MOST_LINES, 100,
        "How many kept lines to begin with; as events, of each instance.");
    private static final Parameter SINCE = Parameter.time("since", "Begins with the first kept line of this time or later; "
        + "without `tail`, with all of them as events and else with the last 10,000.");
    private static final Parameter FOLLOW =
        Parameter.flag("follow", "Whether to go on with each new line; for events only.");
    private static final Parameter METRIC = Parameter.text("metric", "Its name, for example `instance_memory_bytes`.")
        .asRequired();
    private static final Parameter FROM = Parameter.time("from", "First step; an hour before `to` unless said.");
    private static final Parameter TO = Parameter.time("to", "End, excluded; now unless said.");
    private static final Parameter STEP =
        Parameter.integer("stepSeconds", 1, 86_400, 60, "The width of a step.");
    private static final Parameter REDUCE = Parameter.word("reduce", List.of("mean", "max", "last", "rate"), "mean",
        "How the samples within a step become one point; `rate` is a counter's growth a second.");
    private static final List<Parameter> LABELS = List.of(Parameter.text("version", "Only of this version."),
        Parameter.text("cell", "Only of this cell."), Parameter.text("instance", "Only of this instance."));
    private static final String LOG_EVENTS = "With `Accept: text/event-stream`, an event `log` for each line, and an "
        + "event `end` when there are no more; `Last-Event-ID` goes on behind an event";
    private static final Duration TURN = Duration.ofSeconds(10);

    private final Services services;

    ObservationRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listInstances", "GET", INSTANCES, TAG, "List instances as they were last seen")
                .needs(Permission.SEE_APPLICATION).listOf(InstanceView.class).handledBy(this::instances),
            Route.of("replaceInstance", "DELETE", ONE, TAG, "Replace an instance")
                .needs(Permission.OPERATE_APPLICATION)
                .described("It is drained, then stopped, and another takes its place.").status(202).begins()
                .handledBy(this::replace),
            Route.of("getInstanceLog", "GET", ONE + "/log", TAG, "Read an instance's log")
                .needs(Permission.INSPECT_APPLICATION)
                .described(LOG_EVENTS + ".").query(TAIL_ONE, SINCE, FOLLOW).itemsOf(LogLineView.class)
                .returns(Content.EVENTS, LogLineView.class)
                .errors(ErrorCode.UNSUPPORTED, ErrorCode.TIMEOUT).handledBy(this::instanceLog),
            Route.of("getApplicationLog", "GET", "/applications/{name}/log", TAG, "Read the logs of all instances")
                .needs(Permission.INSPECT_APPLICATION)
                .described(LOG_EVENTS + ", where lines of that very moment may come again. Instances that come while "
                    + "it is followed are picked up; one whose cell does not answer is left out until it does.")
                .query(TAIL_ALL, SINCE, FOLLOW).itemsOf(LogLineView.class)
                .returns(Content.EVENTS, LogLineView.class).errors(ErrorCode.TIMEOUT)
                .handledBy(this::applicationLog),
            Route.of("listEvents", "GET", "/applications/{name}/events", TAG,
                "List what happened in the application's namespaces, oldest first")
                .needs(Permission.READ_APPLICATION).listOf(EventView.class)
                .errors(ErrorCode.TIMEOUT).handledBy(this::events),
            Route.of("queryMetrics", "GET", "/applications/{name}/metrics", TAG, "Get a metric over a time")
                .needs(Permission.READ_APPLICATION)
                .query(METRIC, FROM, TO, STEP, REDUCE).query(LABELS.toArray(Parameter[]::new))
                .returns(MetricsView.class).errors(ErrorCode.TIMEOUT).handledBy(this::metrics));
    }

    private Answer instances(Call call) {
        var all = applications().instances(call.actor(), name(call));
        return Answer.page(call, Cursors.cut(all, call.page(), placed -> placed.instance().id()), InstanceView::of);
    }

    private Answer replace(Call call) {
        applications().replaceInstance(call.actor(), name(call), call.path("cell"), call.path("id"));
        return OperationRoutes.begun(services, Answer.of(202, null), "application.replace-instance",
            applications().get(call.actor(), name(call)).application().id());
    }

    private Answer instanceLog(Call call) throws InterruptedException {
        String cell = call.path("cell");
        String id = call.path("id");
        LogStart start = start(call, TAIL_ONE);
        boolean follow = call.flag(FOLLOW);
        if (call.accepts(Content.EVENTS)) {
            return Answer.events(new InstanceLog(applications(), call.actor(), name(call), cell, id, start, follow));
        }
        LastLines lines = new LastLines(most(start));
        try (Watch<InstanceLogs.Line> watch = applications().logs(call.actor(), name(call), cell, id, start, false)) {
            for (var line = next(watch); !line.last(); line = next(watch)) {
                lines.add(LogLineView.of(line, cell, id));
            }
        }
        return Answer.ok(new ItemsView(lines.inOrder(), Optional.empty()));
    }

    private static LogStart start(Call call, Parameter tail) {
        Optional<Instant> since = call.time(SINCE);
        if (since.isPresent() && call.isGiven(tail)) {
            throw EngineException.invalid("since", "A log begins at a time or with its last lines: give 'since' or 'tail'.");
        }
        return since.map(LogStart::since).orElseGet(() -> LogStart.last(call.integer(tail)));
    }

    private static int most(LogStart start) {
        return start.since().isPresent() ? MOST_LINES : start.tail();
    }

    private static InstanceLogs.Line next(Watch<InstanceLogs.Line> watch) throws InterruptedException {
        return watch.next(TURN)
            .orElseThrow(() -> new EngineException(ErrorCode.TIMEOUT, "The log does not come within " + TURN + "."));
    }

    private Answer applicationLog(Call call) throws InterruptedException {
        boolean events = call.accepts(Content.EVENTS);
        boolean follow = call.flag(FOLLOW);
        LogStart start = start(call, TAIL_ALL);
        MergedLog log = new MergedLog(applications(), call.actor(), name(call), start, events && follow);
        return events ? Answer.events(log) : Answer.ok(new ItemsView(log.collect(most(start)), Optional.empty()));
    }

    private Answer events(Call call) throws InterruptedException {
        var all = applications().events(call.actor(), name(call));
        return Answer.page(call, Cursors.cut(all, call.page(), placed -> placed.event().reason()), EventView::of);
    }

    private Answer metrics(Call call) throws InterruptedException {
        Instant to = call.time(TO).orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Instant from = call.time(FROM).orElseGet(() -> to.minus(1, ChronoUnit.HOURS));
        Map<String, String> labels = new TreeMap<>();
        LABELS.forEach(label -> call.text(label).ifPresent(value -> labels.put(label.name(), value)));
        var reduce = RangeQuery.Reduce.valueOf(call.text(REDUCE).orElseThrow().toUpperCase(Locale.ROOT));
        var query = new RangeQuery(call.text(METRIC).orElseThrow(), labels, from, to,
            Duration.ofSeconds(call.integer(STEP)), reduce);
        return Answer.ok(new MetricsView(applications().metrics(call.actor(), name(call), query).stream()
            .map(SeriesView::of).toList()));
    }

    private Applications applications() {
        return services.applications();
    }

    private static String name(Call call) {
        return call.path("name");
    }
}
