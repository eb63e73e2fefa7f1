package io.leengine.engine.operation;

import io.leengine.engine.Actor;
import io.leengine.engine.Operations;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Pages;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Operations over the store. What runs is looked at when somebody asks, and else every moment, so that an end is written
 * down though nobody asks; any engine may do that, and an engine that starts goes on with what it finds.
 */
public final class OperationService implements Operations, KeyedQueue.Work, AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(2);

    private final Store store;
    private final Progress progress;
    private final KeyedQueue queue = new KeyedQueue("operations", 1, this);

    /**
     * @param table what is seen of instances
     * @param obstacle what keeps an application, by name, from being as desired
     */
    public OperationService(Store store, InstanceTable table, BiFunction<Session, String, Optional<String>> obstacle,
            Clock clock) {
        this.store = store;
        this.progress = new Progress(table, obstacle, clock);
    }

    /** Begins to look after what runs. */
    public void start() {
        queue.add("all");
    }

    @Override
    public Operation get(Actor actor, String id) {
        actor.required();
        Operation found = store.read(session -> session.operations().find(id)
            .filter(operation -> visible(session, actor, operation)))
            .orElseThrow(() -> EngineException.notFound("operation", id));
        return settled(found);
    }

    private static boolean visible(Session session, Actor actor, Operation operation) {
        boolean reached = Reach.ALL_KINDS.contains(operation.kind()) ? actor.reach().coversAll(operation.kind())
            : actor.reach().bossSide();
        if (reached && (actor.administrator() || operation.actor().equals(actor.id()))) {
            return true;
        }
        return switch (operation.kind()) {
            case APPLICATION -> session.applications().byName(operation.resource()).filter(application ->
                Access.has(session, actor, Permission.SEE_APPLICATION, application.id(), !application.isPrivate()))
                .isPresent();
            case CODE_BUILD -> session.builds().byName(operation.resource()).filter(build ->
                Access.has(session, actor, Permission.SEE_CODE_BUILD, build.id(), false)).isPresent();
            default -> false;
        };
    }

    @Override
    public Page<Operation> list(Actor actor, Optional<Operation.State> state, Page.Request page) {
        actor.required();
        List<Operation> found = store.read(session -> session.operations().list(actor.id(), state,
            page.after().map(id -> session.operations().find(id).orElseThrow(OperationService::unknownPlace)),
            page.limit() + 1));
        Page<Operation> own = Pages.of(found, page.limit(), Operation::id);
        // What a token does not reach is left out of a page; the next one begins where this one ends all the same.
        List<Operation> seen = store.read(session -> own.items().stream()
            .filter(operation -> visible(session, actor, operation)).toList());
        return new Page<>(seen, own.next()).map(this::settled);
    }

    private static EngineException unknownPlace() {
        return EngineException.invalid("after", "This is no cursor of this list.");
    }

    @Override
    public Optional<Operation> latest(String action, String target) {
        return store.read(session -> session.operations().latest(action, target));
    }

    private Operation settled(Operation known) {
        if (known.state() != Operation.State.RUNNING) {
            return known;
        }
        Operation now = store.read(session -> progress.of(session, known));
        if (!now.equals(known)) {
            store.write(session -> {
                session.operations().update(now);
                return null;
            });
        }
        return now;
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        store.read(session -> session.operations().running()).forEach(this::settled);
        return Optional.of(PACE);
    }

    @Override
    public void close() {
        queue.close();
    }
}
