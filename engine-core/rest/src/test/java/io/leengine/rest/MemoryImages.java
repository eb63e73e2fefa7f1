package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Images;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Image;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Images in memory. */
final class MemoryImages implements Images {
    final TreeMap<String, Image> rows = new TreeMap<>();
    final TreeMap<String, Tag> tags = new TreeMap<>();

    @Override
    public Image create(Actor actor, Draft draft) {
        Identifiers.repository("repository", draft.repository());
        Image made = new Image("id", draft.repository(), draft.description(), draft.isPublic(), draft.group(),
            MemoryIdentity.THEN, actor.name(), 1);
        rows.put(made.repository(), made);
        return made;
    }

    @Override
    public Image get(Actor actor, String repository) {
        return Optional.ofNullable(rows.get(repository))
            .orElseThrow(() -> EngineException.notFound("image", repository));
    }

    @Override
    public Page<Image> list(Actor actor, Selection selection) {
        return MemoryPages.of(rows, selection.page());
    }

    @Override
    public Image update(Actor actor, String repository, Optional<String> description, Optional<Boolean> isPublic,
            Optional<Long> ifMatch) {
        Image was = matched(actor, repository, ifMatch);
        Image is = new Image(was.id(), repository, description.orElse(was.description()),
            isPublic.orElse(was.isPublic()), was.group(), was.createdAt(), was.createdBy(), was.revision() + 1);
        rows.put(repository, is);
        return is;
    }

    @Override
    public Image move(Actor actor, String repository, Optional<String> group, Optional<Long> ifMatch) {
        Image is = matched(actor, repository, ifMatch).in(group);
        rows.put(repository, is);
        return is;
    }

    @Override
    public void delete(Actor actor, String repository, Optional<Long> ifMatch) {
        matched(actor, repository, ifMatch);
        rows.remove(repository);
    }

    @Override
    public Page<Tag> tags(Actor actor, String repository, Page.Request page) {
        get(actor, repository);
        return MemoryPages.of(tags, page);
    }

    @Override
    public void deleteTag(Actor actor, String repository, String tag) {
        if (tags.remove(tag) == null) {
            throw EngineException.notFound("tag", tag);
        }
    }

    void tag(String name) {
        tags.put(name, new Tag(name, MemoryApplications.DIGEST, 10, Optional.of(MemoryIdentity.THEN), "ada",
            List.of("hello/v1")));
    }

    private Image matched(Actor actor, String repository, Optional<Long> ifMatch) {
        Image row = get(actor, repository);
        if (ifMatch.isPresent() && ifMatch.get() != row.revision()) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED, "Somebody changed it.");
        }
        return row;
    }
}
