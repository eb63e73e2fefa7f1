package io.leengine.store;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.domain.User;
import io.leengine.engine.domain.Version;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values with something in every field. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");

    private Samples() {
    }

    static User user(String name) {
        return new User("u-" + name, name, "$argon2id$x", name.equals("boss"), NOW);
    }

    static AccessToken token(String user, String id, Instant createdAt, Optional<Instant> expiresAt) {
        return new AccessToken(id, user, "token " + id, "hash-" + id, true, createdAt, expiresAt);
    }

    static Application application(String name, boolean isPrivate) {
        return new Application("a-" + name, name, "What it is for", "team/" + name, name + ".example.org", "public",
            isPrivate, false, NOW, "ann", 1);
    }

    static Application changed(Application it, String host) {
        return new Application(it.id(), it.name(), "Another", "team/other", host, "internal", !it.isPrivate(), true,
            it.createdAt(), it.createdBy(), 9);
    }

    static Version version(String application, int number, Version.State state) {
        Version.Settings settings = new Version.Settings(List.of("java", "-jar", "a \"quoted\" ü.jar"),
            new TreeMap<>(Map.of("SECRET", "päss\n\\\"x", "EMPTY", "")), 8080, 250, 256L << 20, "/health",
            Duration.ofSeconds(5), Duration.ofMillis(1500), 3, Duration.ofMinutes(2), Duration.ofSeconds(30), 7);
        return new Version("v-" + application + "-" + number, application, number, "team/hello", "1.0", digest("x"),
            settings, new TreeMap<>(Map.of("east", 2, "west", 3)), 90, state, Optional.empty(), NOW, "ann",
            Optional.empty());
    }

    static Image image(String repository, boolean isPublic) {
        return new Image("i-" + repository, repository, "An image", isPublic, NOW, "ann", 1);
    }

    static ImageGroup group(String name) {
        return new ImageGroup("g-" + name, name, "A group", NOW, "ann", 1);
    }

    static CodeBuild build(String name) {
        return new CodeBuild("b-" + name, name, "A build", "https://git.example.org/x.git", "main", "app",
            "Dockerfile", List.of("-B", "package"), "team/x", Duration.ofMinutes(20), NOW, "ann", 1);
    }

    static BuildRun run(String build, int number, BuildRun.State state) {
        return new BuildRun("r-" + build + "-" + number, build, number, "main", "", state, "", Optional.empty(),
            Optional.empty(), "", List.of(), NOW.plusSeconds(number), "ann", Optional.empty(), Optional.empty(), 1);
    }

    static Member member(ResourceKind kind, String resource, String user, Role role) {
        return new Member(kind, resource, user, role, NOW);
    }

    static Activity activity(ResourceKind kind, String resource, String action) {
        return new Activity(0, NOW, "ann", action, kind, resource, "what changed", "192.0.2.1", "req-1", "ok");
    }

    static Operation operation(String id, String actor) {
        return new Operation(id, "application.deploy", ResourceKind.APPLICATION, "hello", "v-1", Operation.State.RUNNING,
            "It begins.", Optional.empty(), actor, "name of " + actor, NOW, Optional.empty());
    }

    static Swap swap(long number, String subject) {
        return new Swap(number, Swap.Kind.INSTALL, subject, Swap.Content.nothing(),
            Swap.Content.bundle("1.2.3", digest(subject)), Swap.State.RUNNING, "It begins.", Duration.ZERO, List.of(), "ann",
            NOW, Optional.empty());
    }

    /** Returns a manifest that has the digest of some content. */
    static RegistryStorage.Manifest manifest(String content) {
        return new RegistryStorage.Manifest("application/json", content.getBytes(StandardCharsets.UTF_8));
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
