package io.leengine.engine.sim;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Resource;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageRows;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class MemoryImages implements ImageRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryImages(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    @Override
    public void insert(Image image) {
        session.unique(byRepository(image.repository()).isPresent(), "repository", image.repository());
        state.images.put(image.id(), image);
    }

    @Override
    public Optional<Image> byRepository(String repository) {
        return state.images.values().stream().filter(image -> image.repository().equals(repository)).findFirst();
    }

    @Override
    public Optional<Image> lockByRepository(String repository) {
        session.writes();
        return byRepository(repository);
    }

    @Override
    public boolean anyIn(String group) {
        return state.images.values().stream().anyMatch(image -> image.group().equals(Optional.of(group)));
    }

    @Override
    public List<Image> list(Selection selection, Viewer viewer) {
        return session.page(state.images.values(), Resource::of, Image::createdAt, selection, viewer);
    }

    @Override
    public void update(Image image) {
        session.writes();
        state.images.replace(image.id(), image);
    }

    @Override
    public void delete(String id) {
        session.writes();
        Image image = state.images.remove(id);
        if (image != null) {
            state.pushes.values().removeIf(push -> push.repository().equals(image.repository()));
            state.manifests.values().removeIf(each -> each.repository().equals(image.repository()));
            state.pulls.keySet().removeIf(key -> key.startsWith(image.repository() + "@"));
            state.indexed.remove(image.repository());
            state.tagRules.remove(ResourceKind.IMAGE + "/" + id);
        }
        session.deleteMembers(ResourceKind.IMAGE, id);
    }

    @Override
    public void put(ImagePush push) {
        session.writes();
        state.pushes.put(push.repository() + ":" + push.tag(), push);
    }

    @Override
    public Optional<ImagePush> push(String repository, String tag) {
        return Optional.ofNullable(state.pushes.get(repository + ":" + tag));
    }

    @Override
    public void deletePush(String repository, String tag) {
        session.writes();
        state.pushes.remove(repository + ":" + tag);
    }

    @Override
    public List<ImagePush> pushes(String repository, Collection<String> tags) {
        return state.pushes.values().stream().filter(push -> push.repository().equals(repository)
            && tags.contains(push.tag())).toList();
    }

    @Override
    public List<ImagePush> pushesOf(String repository, Collection<Digest> digests) {
        return state.pushes.values().stream().filter(push -> push.repository().equals(repository)
            && digests.contains(push.digest())).toList();
    }

    @Override
    public List<ImagePush> search(String search, Viewer viewer, String afterRepository, String afterTag, int limit) {
        throw new UnsupportedOperationException("What one may see is looked for in a database");
    }

    @Override
    public List<ImagePush> pushes(String repository, int limit) {
        return state.pushes.values().stream().filter(push -> push.repository().equals(repository))
            .sorted(Comparator.comparing(ImagePush::pushedAt).reversed()).limit(limit).toList();
    }
}
