package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A small engine: three users; a repository belongs to whoever pushed to it first and is private unless its name begins
 * with {@code public/}.
 */
final class TestAccess implements RegistryAccess {
    static final Map<String, String> USERS = Map.of("ann", "ann-secret", "bob", "bob-secret", "root", "root-secret");

    final Map<String, String> owners = new ConcurrentHashMap<>();
    /** Whose credentials were taken back. */
    final Set<String> ended = ConcurrentHashMap.newKeySet();
    /** Hears which blobs pushes rely on. */
    volatile Consumer<Collection<Digest>> reliance = blobs -> { };

    /** Who sees everything and pulls nothing of it. */
    final Set<String> guests = ConcurrentHashMap.newKeySet();
    final List<String> records = new CopyOnWriteArrayList<>();
    final List<String> pulls = new CopyOnWriteArrayList<>();
    /** Tags that take no other content. */
    final Set<String> immutable = ConcurrentHashMap.newKeySet();
    /** What is known to be attached, whatever it is asked of, by repository; else the storage is read. */
    final Map<String, List<ImageManifest>> known = new ConcurrentHashMap<>();

    @Override
    public Actor authenticate(String name, String secret, String requestId, String address) {
        byte[] expected = USERS.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, secret.getBytes(StandardCharsets.UTF_8)) || secret.isEmpty()) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The name or the password is wrong.");
        }
        return new Actor(Actor.Kind.USER, "id-" + name, name, name.equals("root"), requestId, address);
    }

    @Override
    public Optional<String> offlineToken(Actor actor) {
        return actor.kind() == Actor.Kind.USER ? Optional.of("offline-" + actor.name()) : Optional.empty();
    }

    @Override
    public Actor resume(String offlineToken, String requestId, String address) {
        String name = offlineToken.replace("offline-", "");
        return authenticate(name, USERS.getOrDefault(name, ""), requestId, address);
    }

    @Override
    public boolean counts(Actor actor, Instant since) {
        return !ended.contains(actor.name());
    }

    @Override
    public Set<Action> allowed(Actor actor, String repository, Set<Action> asked) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        boolean user = actor.kind() == Actor.Kind.USER;
        String owner = owners.get(repository);
        if (repository.startsWith("public/")) {
            allowed.addAll(EnumSet.of(Action.LIST, Action.PULL));
        }
        if (actor.administrator() || user && (owner == null || owner.equals(actor.name()))) {
            allowed.addAll(EnumSet.allOf(Action.class));
        }
        if (guests.contains(actor.name())) {
            allowed.add(Action.LIST);
        }
        if (user && owner == null && asked.contains(Action.PUSH)) {
            owners.put(repository, actor.name());
        }
        allowed.retainAll(asked);
        return allowed;
    }

    @Override
    public void rely(Collection<Digest> blobs) {
        reliance.accept(blobs);
    }

    @Override
    public boolean mayBegin(Actor actor, String repository) {
        return false;
    }

    @Override
    public void pushed(Actor actor, String repository, Optional<String> tag, Manifest manifest, long totalSize) {
        if (tag.filter(immutable::contains).isPresent()) {
            throw new EngineException(ErrorCode.CONFLICT, "The tag " + tag.get() + " is immutable.");
        }
        records.add(actor.name() + " pushed " + repository + ":" + tag.orElse("") + "@" + manifest.digest() + " "
            + totalSize);
    }

    @Override
    public void pulled(Actor actor, String repository, Optional<String> tag, Digest digest) {
        pulls.add(actor.name() + " pulled " + repository + ":" + tag.orElse("") + "@" + digest);
    }

    @Override
    public Optional<List<ImageManifest>> referrers(String repository, Digest subject) {
        return Optional.ofNullable(known.get(repository));
    }

    @Override
    public void deleted(Actor actor, String repository, String reference) {
        records.add(actor.name() + " deleted " + repository + " " + reference);
    }

    @Override
    public boolean mayListAll(Actor actor) {
        return actor.administrator();
    }
}
