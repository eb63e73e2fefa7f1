package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageSources;
import io.leengine.engine.domain.ImageSource;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sources by the names of their groups. */
final class TestSources implements ImageSources {
    final Map<String, ImageSource> byGroup = new ConcurrentHashMap<>();
    final List<String> kept = new CopyOnWriteArrayList<>();
    /** Whether groups may hold no more. */
    volatile boolean full;
    private final TestAccess access;

    TestSources(TestAccess access) {
        this.access = access;
    }

    @Override
    public ImageSource set(Actor actor, String group, Draft draft) {
        throw new UnsupportedOperationException("Nobody asks for it here");
    }

    @Override
    public ImageSource get(Actor actor, String group) {
        return byGroup.get(group);
    }

    @Override
    public void clear(Actor actor, String group) {
        byGroup.remove(group);
    }

    @Override
    public Optional<ImageSource> serving(String repository) {
        return Optional.ofNullable(byGroup.get(repository.replaceFirst("/.*", "")));
    }

    @Override
    public void cached(String repository, Optional<String> tag, Manifest manifest) {
        if (full) {
            throw new EngineException(ErrorCode.QUOTA_EXCEEDED, "The group is full.");
        }
        access.owners.putIfAbsent(repository, "ann");
        kept.add(repository + ":" + tag.orElse("") + "@" + manifest.digest());
    }

    @Override
    public void gone(String repository, String tag) {
        kept.add(repository + ":" + tag + " is gone");
    }
}
