package io.leengine.engine.sim;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.store.PartRows;
import java.util.List;
import java.util.Optional;

/** Configured parts in memory. */
record MemoryParts(MemorySession session) implements PartRows {
    @Override
    public void insert(Part part) {
        session.unique(find(part.seam(), part.name()).isPresent(), "name", part.name());
        session.state.parts.put(key(part.seam(), part.name()), part);
    }

    private static String key(SeamKind seam, String name) {
        return String.format("%02d/%s", seam.ordinal(), name);
    }

    @Override
    public Optional<Part> find(SeamKind seam, String name) {
        return Optional.ofNullable(session.state.parts.get(key(seam, name)));
    }

    @Override
    public List<Part> list() {
        return List.copyOf(session.state.parts.values());
    }

    @Override
    public void update(Part part) {
        session.writes();
        session.state.parts.computeIfPresent(key(part.seam(), part.name()), (key, kept) -> part.withDrained(kept.drained()));
    }

    @Override
    public void drain(String cell, boolean drained) {
        session.writes();
        session.state.parts.computeIfPresent(key(SeamKind.SCHEDULER, cell), (key, kept) -> kept.withDrained(drained));
    }

    @Override
    public void delete(SeamKind seam, String name) {
        session.writes();
        session.state.parts.remove(key(seam, name));
    }
}
