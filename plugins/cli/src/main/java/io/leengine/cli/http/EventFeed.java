package io.leengine.cli.http;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.time.Duration;
import java.util.function.Predicate;

/** A stream of events that is read until its event {@code end}, through as many connections as it takes. */
public final class EventFeed {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String END = "end";

    private final ApiClient api;
    private final String path;
    private final Duration patience;
    private String lastEventId = "";
    private long events;
    private boolean ended;

    /**
     * @param path below {@code /api/v1}
     * @param patience how long to try when the engine has gone away in the middle
     */
    public EventFeed(ApiClient api, String path, Duration patience) {
        this.api = api;
        this.path = path;
        this.patience = patience;
    }

    /**
     * Reads on.
     *
     * @param more takes each event, the last one included; returns whether to go on
     */
    public void read(Predicate<ServerEvent> more) throws InterruptedException {
        boolean heard = false;
        Duration pause = FIRST_PAUSE;
        long quietSince = System.nanoTime();
        while (true) {
            long before = events;
            try {
                connect(more);
            } catch (CommandException | ApiException e) {
                boolean tired = events == before && System.nanoTime() - quietSince > patience.toNanos();
                if (!passing(e) || tired || !heard && events == 0) {
                    throw e;
                }
            }
            if (ended) {
                return;
            }
            // Whoever was answered once is worth coming back to.
            heard = true;
            if (events > before) {
                pause = FIRST_PAUSE;
                quietSince = System.nanoTime();
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Returns whether trying again may help. */
    public static boolean passing(RuntimeException failure) {
        return switch (failure) {
            case CommandException broken -> broken.exitCode() == ExitCode.UNAVAILABLE;
            case ApiException refused -> refused.problem().exception().exitCode() == ExitCode.UNAVAILABLE;
            default -> false;
        };
    }

    private void connect(Predicate<ServerEvent> more) {
        api.follow(path, lastEventId, event -> {
            events++;
            lastEventId = event.id();
            ended = !more.test(event) || event.name().equals(END);
            return !ended;
        });
    }
}
