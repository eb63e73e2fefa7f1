package io.leengine.engine.reconcile;

import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.Application;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes an application away: its domain first, then its namespaces, then its row when every cell has let go. */
final class Removal {
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(200);

    private final Store store;
    private final Seams seams;
    private final InstanceTable table;
    private final Traffic traffic;
    private final ChangeFeed feed;

    Removal(Store store, Seams seams, InstanceTable table, Traffic traffic, ChangeFeed feed) {
        this.store = store;
        this.seams = seams;
        this.table = table;
        this.traffic = traffic;
        this.feed = feed;
    }

    Optional<Duration> run(Desired desired, Run run) throws InterruptedException {
        Application application = desired.application();
        traffic.end(run, application);
        for (String cell : desired.cells()) {
            seams.require(Scheduler.class, cell).deleteNamespace(run.changes(CALL), application.name());
        }
        boolean empty = desired.cells().stream()
            .allMatch(cell -> table.in(cell, application.name()).filter(List::isEmpty).isPresent());
        if (!empty) {
            return Optional.of(SOON);
        }
        store.write(session -> {
            run.changes(session);
            session.applications().delete(application.id());
            return null;
        });
        feed.forget(application.name());
        return Optional.empty();
    }
}
