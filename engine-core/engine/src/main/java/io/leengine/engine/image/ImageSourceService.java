package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageSources;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Sources of image groups over the store. */
public final class ImageSourceService implements ImageSources {
    /** Who is said to have made and pushed what is cached. */
    private static final Actor CACHE = Actor.engine("image-cache");

    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final SecretSettings secrets;
    private final ManifestReader reader;

    /** What it is made of. */
    public ImageSourceService(Store store, Changes changes, Ids ids, SecretSettings secrets, ManifestReader reader) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.secrets = secrets;
        this.reader = reader;
    }

    @Override
    public ImageSource set(Actor actor, String group, Draft draft) {
        actor.requiredAdministrator();
        URI url = SourceRules.url(draft.url());
        SourceRules.check(draft);
        changes.apply(actor, "image-group.set-source", about(group), session -> {
            ImageGroup present = held(session, group);
            Optional<ImageSource> before = session.imageGroups().source(group);
            if (before.isEmpty() && session.imageGroups().anyOfOthersNamedIn(group, CACHE.name())) {
                throw new EngineException(ErrorCode.CONFLICT, "There are images whose names begin with " + group + "/, and that "
                    + "somebody made or pushed here.").withNextStep("Take a new group for the cache, or delete those images.");
            }
            String kept = before.filter(it -> it.url().equals(url) && it.username().equals(draft.username()))
                .map(ImageSource::password).orElse("");
            ImageSource next = new ImageSource(present.id(), group, url, draft.username(), draft.password().isEmpty() ? kept
                : secrets.seal(purpose(present.id(), url), draft.password()), draft.freshness());
            session.imageGroups().putSource(next);
            return new Outcome(ResourceKind.IMAGE_GROUP, group, url.toString(), present.id())
                .with(Difference.of(before.map(ImageSourceService::facts).orElse(Map.of()), facts(next)));
        });
        return get(actor, group);
    }

    @Override
    public ImageSource get(Actor actor, String group) {
        return store.read(session -> {
            Access.require(session, actor, Permission.SEE_IMAGE_GROUP, session.imageGroups().byName(group)
                .orElseThrow(() -> EngineException.notFound("image group", group)));
            return session.imageGroups().source(group).orElseThrow(() -> absent(group)).withPassword("");
        });
    }

    @Override
    public void clear(Actor actor, String group) {
        actor.requiredAdministrator();
        changes.apply(actor, "image-group.clear-source", about(group), session -> {
            ImageGroup present = held(session, group);
            ImageSource before = session.imageGroups().source(group).orElseThrow(() -> absent(group));
            session.imageGroups().deleteSource(present.id());
            return new Outcome(ResourceKind.IMAGE_GROUP, group, "", present.id())
                .with(Difference.of(facts(before), Map.of()));
        });
    }

    @Override
    public Optional<ImageSource> serving(String repository) {
        if (repository.indexOf('/') < 0) {
            return Optional.empty();
        }
        return store.read(session -> session.imageGroups().sourceOf(repository)).map(source -> source.password().isEmpty()
            ? source : source.withPassword(secrets.open(purpose(source.groupId(), source.url()), source.password())));
    }

    @Override
    public void cached(String repository, Optional<String> tag, Manifest manifest) {
        ImageManifest read =
            Interruptibly.get(() -> reader.read(repository, manifest, changes.now(), CACHE.name()));
        Pushes.withImage(() -> record(read, tag));
    }

    @Override
    public void gone(String repository, String tag) {
        changes.apply(CACHE, "image.uncache", new Subject(ResourceKind.IMAGE, repository), session -> {
            String id = session.images().lockByRepository(repository).map(Image::id).orElse("");
            return new Outcome(ResourceKind.IMAGE, repository, tag, id)
                .with(Pushes.forgetTag(session, repository, tag, changes.now()));
        });
    }

    private void record(ImageManifest manifest, Optional<String> tag) {
        String repository = manifest.repository();
        changes.apply(CACHE, "image.cache", new Subject(ResourceKind.IMAGE, repository), session -> {
            ImageSource source = session.imageGroups().sourceOf(repository)
                .orElseThrow(() -> EngineException.notFound("image", repository));
            Image image = session.images().lockByRepository(repository).orElseGet(() -> {
                Image fresh = new Image(ids.next(), repository, "", false, Optional.of(source.group()), changes.now(),
                    CACHE.name(), 1);
                session.images().insert(fresh);
                return fresh;
            });
            Difference difference = Pushes.cache(session, image, manifest, tag, changes.now());
            return new Outcome(ResourceKind.IMAGE, repository, tag.map(name -> name + " = ").orElse("")
                + manifest.digest(), image.id()).with(difference);
        });
    }

    private static ImageGroup held(Session session, String group) {
        return session.imageGroups().lockByName(group).orElseThrow(() -> EngineException.notFound("image group", group));
    }

    // A secret is opened for the address it was given for, and no other.
    private static String purpose(String group, URI url) {
        return "image-source " + group + " " + url;
    }

    private static Map<String, String> facts(ImageSource it) {
        return Map.of("url", it.url().toString(), "username", it.username(), "freshness", it.freshness().toString());
    }

    private static Subject about(String group) {
        return new Subject(ResourceKind.IMAGE_GROUP, group);
    }

    private static EngineException absent(String group) {
        return EngineException.notFound("source of the image group", group);
    }
}
