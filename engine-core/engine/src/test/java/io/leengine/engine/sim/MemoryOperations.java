package io.leengine.engine.sim;

import io.leengine.engine.domain.Operation;
import io.leengine.engine.store.OperationRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operations of a {@link MemoryStore}. */
record MemoryOperations(MemorySession session) implements OperationRows {
    @Override
    public void insert(Operation operation) {
        session.unique(session.state.operations.containsKey(operation.id()), "id", "The operation");
        session.state.operations.put(operation.id(), operation);
    }

    @Override
    public void update(Operation operation) {
        session.writes();
        find(operation.id()).filter(present -> present.state() == Operation.State.RUNNING)
            .ifPresent(_ -> session.state.operations.put(operation.id(), operation));
    }

    @Override
    public Optional<Operation> find(String id) {
        return Optional.ofNullable(session.state.operations.get(id));
    }

    @Override
    public Optional<Operation> latest(String action, String target) {
        return newest().stream().filter(each -> each.action().equals(action) && each.target().equals(target))
            .findFirst();
    }

    @Override
    public List<Operation> running() {
        return newest().reversed().stream().filter(each -> each.state() == Operation.State.RUNNING).toList();
    }

    @Override
    public List<Operation> list(String actor, Optional<Operation.State> state, Optional<Operation> before, int limit) {
        List<Operation> all = newest();
        return all.subList(before.map(one -> all.indexOf(one) + 1).orElse(0), all.size()).stream()
            .filter(each -> each.actor().equals(actor) && (state.isEmpty() || each.state() == state.get()))
            .limit(limit).toList();
    }

    @Override
    public void deleteEnded(Instant before) {
        session.writes();
        session.state.operations.values().removeIf(each -> each.endedAt().filter(end -> end.isBefore(before))
            .isPresent());
    }

    private List<Operation> newest() {
        return new ArrayList<>(session.state.operations.values()).reversed();
    }
}
