package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Operations;
import io.leengine.engine.Page;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.model.EngineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operations in memory: each that is looked for has been begun a moment ago. */
final class MemoryOperations implements Operations {
    private final List<Operation> all = new ArrayList<>();

    @Override
    public synchronized Operation get(Actor actor, String id) {
        return all.stream().filter(each -> each.id().equals(id)).findFirst()
            .orElseThrow(() -> EngineException.notFound("operation", id));
    }

    @Override
    public synchronized Page<Operation> list(Actor actor, Optional<Operation.State> state, Page.Request page) {
        return MemoryPages.of(all.reversed().stream()
            .filter(each -> state.isEmpty() || each.state() == state.get()).toList(), page, Operation::id);
    }

    @Override
    public synchronized Optional<Operation> latest(String action, String target) {
        all.add(new Operation("o" + (all.size() + 1), action, ResourceKind.APPLICATION, "hello", target,
            Operation.State.RUNNING, "It begins.", Optional.empty(), "u1", "boss",
            Instant.parse("2026-11-23T08:00:00Z"), Optional.empty()));
        return Optional.of(all.getLast());
    }
}
