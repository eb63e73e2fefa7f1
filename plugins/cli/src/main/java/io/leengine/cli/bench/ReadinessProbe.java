package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes pods unready and ready again, and sees how long it takes until the engine's stream of an application tells so: from
 * when the node asks the apiserver to take the pod's status until a client of the engine has the event.
 */
final class ReadinessProbe {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WATCHED = 20;
    private static final int PAUSE_MILLIS = 1_000;

    private final ApiClient api;
    private final BenchCell cell;
    private final ConcurrentLinkedQueue<Duration> toReady = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Duration> toUnready = new ConcurrentLinkedQueue<>();

    ReadinessProbe(ApiClient api, BenchCell cell) {
        this.api = api;
        this.cell = cell;
    }

    /** Turns pods so many times, on some applications at once. */
    void run(int turns, int applications) throws InterruptedException {
        int watched = Math.min(WATCHED, applications);
        ManyApplications.inParallel(watched, done -> { }, number ->
            new Watched(ManyApplications.name(number)).turn(turns / watched + (number < turns % watched ? 1 : 0)));
    }

    Figures toReady() {
        return Figures.of(toReady);
    }

    Figures toUnready() {
        return Figures.of(toUnready);
    }

    /** How many instances were ready, and when that was told. */
    private record Told(int ready, Instant at) {
    }

    /** One application. */
    private final class Watched {
        private final String name;
        private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
        private volatile boolean ending;

        Watched(String name) {
            this.name = name;
        }

        void turn(int turns) {
            Thread reader = Thread.ofVirtual().name("changes of " + name).start(this::follow);
            try {
                List<String> pods = api.get("/applications/" + name + "/instances").body().path("items").valueStream()
                    .map(each -> each.path("id").asString()).toList();
                int all = next(pods.size()).ready();
                for (int i = 0; i < turns; i++) {
                    String pod = pods.get(i % pods.size());
                    turn(pod, false, all - 1, toUnready);
                    turn(pod, true, all, toReady);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandException(ExitCode.FAILED, "Interrupted.", "", e);
            } finally {
                ending = true;
                reader.interrupt();
            }
        }

        private void follow() {
            try {
                api.follow("/applications/" + name + "/changes", "", this::take);
            } catch (CommandException e) {
                if (!ending) {
                    throw e; // who waits for events finds that none come
                }
            }
        }

        private boolean take(ServerEvent event) {
            JsonNode application = JsonMapper.shared().readTree(event.data());
            Instant now = Instant.now();
            told.add(new Told(application.path("versions").valueStream().mapToInt(each -> each.path("ready").asInt()).sum(),
                now));
            return true;
        }

        private void turn(String pod, boolean ready, int then, ConcurrentLinkedQueue<Duration> times)
                throws InterruptedException {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS));
            told.clear();
            var order = cell.turn(name, pod, ready);
            Instant seen = next(then).at();
            try {
                times.add(Duration.between(order.get(LIMIT.toSeconds(), TimeUnit.SECONDS), seen));
            } catch (ExecutionException | TimeoutException e) {
                throw new CommandException(ExitCode.FAILED, "The node of " + name + "/" + pod + " did nothing.", "", e);
            }
        }

        private Told next(int ready) throws InterruptedException {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (true) {
                Told next = told.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new CommandException(ExitCode.FAILED, "The engine did not tell within " + LIMIT.toSeconds()
                        + " s that " + ready + " instances of " + name + " are ready.", "");
                }
                if (next.ready() == ready) {
                    return next;
                }
            }
        }
    }
}
