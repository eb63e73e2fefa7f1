package io.leengine.engine.sim;

import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageGroupRows;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class MemoryImageGroups implements ImageGroupRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryImageGroups(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    @Override
    public void insert(ImageGroup group) {
        session.unique(byName(group.name()).isPresent(), "name", group.name());
        state.groups.put(group.id(), group);
    }

    @Override
    public Optional<ImageGroup> byName(String name) {
        return state.groups.values().stream().filter(group -> group.name().equals(name)).findFirst();
    }

    @Override
    public Optional<ImageGroup> lockByName(String name) {
        session.writes();
        return byName(name);
    }

    @Override
    public List<ImageGroup> list(Optional<String> member, String search, Optional<String> afterName, int limit) {
        return state.groups.values().stream().sorted(Comparator.comparing(ImageGroup::name))
            .filter(each -> session.member(ResourceKind.IMAGE_GROUP, each.id(), member))
            .filter(each -> each.name().contains(search))
            .filter(each -> afterName.isEmpty() || each.name().compareTo(afterName.get()) > 0).limit(limit).toList();
    }

    @Override
    public void update(ImageGroup group) {
        session.writes();
        state.groups.replace(group.id(), group);
    }

    @Override
    public void delete(String id) {
        session.writes();
        state.groups.remove(id);
        session.deleteMembers(ResourceKind.IMAGE_GROUP, id);
    }
}
