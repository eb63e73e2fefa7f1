package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Subject;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the registry asks: users by the role table, robots by their task. */
public final class RegistryAccessService implements RegistryAccess {
    /** The folder of the registry that holds what the platform itself publishes. */
    public static final String PLATFORM_IMAGES = "leengine/";

    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final IdentityService identity;
    private final Robots robots;
    private final OfflineTokens offline;
    private final BlobUse use;
    private final ManifestReader reader;
    private final PullCounts pulls;

    /** What it is made of. */
    public RegistryAccessService(Store store, Changes changes, Ids ids, IdentityService identity, Robots robots,
            OfflineTokens offline, BlobUse use, ManifestReader reader, PullCounts pulls) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.identity = identity;
        this.robots = robots;
        this.offline = offline;
        this.use = use;
        this.reader = reader;
        this.pulls = pulls;
    }

    @Override
    public Actor authenticate(String name, String secret, String requestId, String address) {
        if (Robots.isRobot(name)) {
            return robots.authenticate(name, secret)
                .map(robot -> new Actor(Actor.Kind.ROBOT, robot.task() + ":" + robot.subject(), name, false, requestId,
                    address))
                .orElseThrow(() -> new EngineException(ErrorCode.UNAUTHENTICATED, "The robot's secret is wrong."));
        }
        if (secret.startsWith("lep_") || secret.startsWith("les_") || secret.startsWith("led_")) {
            Actor actor = identity.authenticate(secret, requestId, address);
            if (actor.kind() == Actor.Kind.USER && !actor.name().equals(name)) {
                throw new EngineException(ErrorCode.UNAUTHENTICATED, "The token belongs to another user.");
            }
            return actor;
        }
        User user = identity.check(name, secret, address);
        return new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address);
    }

    @Override
    public Optional<String> offlineToken(Actor actor) {
        return offline.issue(actor);
    }

    @Override
    public Actor resume(String offlineToken, String requestId, String address) {
        return offline.read(offlineToken, requestId, address);
    }

    @Override
    public boolean counts(Actor actor, Instant since) {
        return identity.counts(actor, since);
    }

    @Override
    public Set<Action> allowed(Actor actor, String repository, Set<Action> asked) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        store.read(session -> {
            Optional<Image> image = session.images().byRepository(repository);
            asked.stream().filter(action -> may(session, actor, repository, image, action)).forEach(allowed::add);
            return null;
        });
        return allowed;
    }

    private boolean may(Session session, Actor actor, String repository, Optional<Image> image, Action action) {
        if (actor.kind() == Actor.Kind.ROBOT) {
            return robotMay(session, actor, repository, image, action);
        }
        Optional<ImageSource> source = session.imageGroups().sourceOf(repository);
        if (source.isPresent() && (image.isEmpty() || action == Action.PUSH)) {
            return action != Action.DELETE && action != Action.PUSH && mayFetch(session, actor, source.get());
        }
        if (image.isEmpty()) {
            return action != Action.DELETE && mayMake(actor, repository);
        }
        return Access.has(session, actor, action.permission(), image.get().id(), image.get().isPublic());
    }

    /** What is not here yet comes for those who could pull it from the group if it were. */
    private static boolean mayFetch(Session session, Actor actor, ImageSource source) {
        return Access.has(session, actor, Permission.READ_IMAGE_GROUP, source.groupId(), false);
    }

    private static boolean mayMake(Actor actor, String repository) {
        return actor.kind() == Actor.Kind.USER && actor.mayMake(ResourceKind.IMAGE)
            && (!repository.startsWith(PLATFORM_IMAGES) || actor.administrator());
    }

    @Override
    public boolean mayBegin(Actor actor, String repository) {
        return mayMake(actor, repository) && store.read(session -> session.images().byRepository(repository).isEmpty()
            && session.imageGroups().sourceOf(repository).isEmpty());
    }

    private static boolean robotMay(Session session, Actor actor, String repository, Optional<Image> image,
            Action action) {
        boolean reads = action == Action.LIST || action == Action.PULL;
        if (reads && image.filter(Image::isPublic).isPresent()) {
            return true;
        }
        String[] parts = actor.id().split(":", 2);
        return action != Action.DELETE && switch (Robots.Task.valueOf(parts[0])) {
            case PULL -> reads && session.applications().byName(parts[1]).map(Application::image)
                .filter(repository::equals).isPresent();
            case BUILD -> session.builds().byId(parts[1]).filter(build -> build.image().equals(repository)).isPresent();
            case BASE -> repository.startsWith(PLATFORM_IMAGES);
        };
    }

    @Override
    public void rely(Collection<Digest> blobs) {
        use.rely(blobs);
    }

    @Override
    public void pushed(Actor actor, String repository, Optional<String> tag, Manifest manifest, long totalSize) {
        ImageManifest read = Interruptibly.get(() -> reader.read(repository, manifest, changes.now(), actor.name()))
            .pushed(totalSize, changes.now(), actor.name());
        Pushes.withImage(() -> record(actor, read, tag));
    }

    private void record(Actor actor, ImageManifest manifest, Optional<String> tag) {
        String repository = manifest.repository();
        changes.apply(actor, "image.push", new Subject(ResourceKind.IMAGE, repository), session -> {
            Image image = session.images().lockByRepository(repository).orElseGet(() -> adopt(session, actor, repository));
            Difference difference = Pushes.put(session, image, manifest, tag, changes.now());
            return new Outcome(ResourceKind.IMAGE, repository, tag.map(name -> name + " = ").orElse("")
                + manifest.digest(), image.id()).with(difference);
        });
    }

    @Override
    public void pulled(Actor actor, String repository, Optional<String> tag, Digest digest) {
        pulls.add(actor, repository, tag.orElseGet(digest::toString));
    }

    @Override
    public Optional<List<ImageManifest>> referrers(String repository, Digest subject) {
        return store.read(session -> session.manifests().isIndexed(repository)
            ? Optional.of(session.manifests().attached(repository, List.of(subject))) : Optional.empty());
    }

    private Image adopt(Session session, Actor actor, String repository) {
        if (actor.kind() == Actor.Kind.DEPLOY_TOKEN) {
            throw EngineException.notFound("image", repository);
        }
        ImageService.requirePushed(session, repository);
        Image image = new Image(ids.next(), Identifiers.repository("repository", repository), "",
            repository.startsWith(PLATFORM_IMAGES), changes.now(), actor.name(), 1);
        session.images().insert(image);
        if (actor.kind() == Actor.Kind.USER) {
            session.members().put(new Member(ResourceKind.IMAGE, image.id(), actor.id(), Role.OWNER, changes.now()));
        }
        return image;
    }

    @Override
    public void deleted(Actor actor, String repository, String reference) {
        changes.apply(actor, "image.delete-tag", session -> {
            // Who compares the storage with what is known here holds this row, too.
            session.images().lockByRepository(repository);
            Difference difference = reference.indexOf(':') < 0 ? Pushes.forgetTag(session, repository, reference, changes.now())
                : Pushes.forgetManifest(session, repository, Digest.parse(reference));
            return new Outcome(ResourceKind.IMAGE, repository, reference, reference).with(difference);
        });
    }

    @Override
    public boolean mayListAll(Actor actor) {
        return actor.administrator();
    }
}
