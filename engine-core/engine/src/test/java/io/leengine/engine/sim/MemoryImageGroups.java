package io.leengine.engine.sim;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Resource;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageGroupRows;
import io.leengine.engine.store.Viewer;
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
    public boolean holds(String group, String image) {
        return state.images.values().stream().filter(each -> each.id().equals(image))
            .flatMap(each -> each.group().flatMap(this::byName).stream()).anyMatch(each -> each.id().equals(group));
    }

    @Override
    public List<ImageGroup> list(Selection selection, Viewer viewer) {
        return session.page(state.groups.values(), Resource::of, ImageGroup::createdAt, selection, viewer);
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
        state.sources.remove(id);
        session.deleteMembers(ResourceKind.IMAGE_GROUP, id);
    }

    @Override
    public Optional<ImageSource> source(String group) {
        return byName(group).map(each -> state.sources.get(each.id()));
    }

    @Override
    public boolean anyOfOthersNamedIn(String group, String name) {
        String prefix = group + "/";
        return state.images.values().stream().anyMatch(it -> it.repository().startsWith(prefix) && !it.createdBy().equals(name))
            || state.pushes.values().stream().anyMatch(it -> it.repository().startsWith(prefix) && !it.pushedBy().equals(name))
            || state.manifests.values().stream()
                .anyMatch(it -> it.repository().startsWith(prefix) && !it.pushedBy().equals(name));
    }

    @Override
    public void putSource(ImageSource source) {
        session.writes();
        state.sources.put(source.groupId(), source);
    }

    @Override
    public void deleteSource(String groupId) {
        session.writes();
        state.sources.remove(groupId);
    }
}
