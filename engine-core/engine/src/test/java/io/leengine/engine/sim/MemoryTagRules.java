package io.leengine.engine.sim;

import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.store.TagRuleRows;
import java.util.List;
import java.util.Optional;

final class MemoryTagRules implements TagRuleRows {
    private final MemorySession session;

    MemoryTagRules(MemorySession session) {
        this.session = session;
    }

    @Override
    public Optional<TagRules> find(ResourceKind kind, String subject) {
        return Optional.ofNullable(session.state.tagRules.get(kind + "/" + subject));
    }

    @Override
    public void put(ResourceKind kind, String subject, TagRules rules) {
        session.writes();
        session.state.tagRules.put(kind + "/" + subject, rules);
    }

    @Override
    public void delete(ResourceKind kind, String subject) {
        session.writes();
        session.state.tagRules.remove(kind + "/" + subject);
    }

    @Override
    public List<String> ruled(Optional<String> afterRepository, int limit) {
        return session.state.images.values().stream().filter(image -> find(ResourceKind.IMAGE, image.id()).isPresent()
            || image.group().flatMap(session.imageGroups()::byName)
                .flatMap(group -> find(ResourceKind.IMAGE_GROUP, group.id())).isPresent())
            .map(Image::repository).sorted()
            .filter(each -> afterRepository.isEmpty() || each.compareTo(afterRepository.get()) > 0).limit(limit).toList();
    }
}
