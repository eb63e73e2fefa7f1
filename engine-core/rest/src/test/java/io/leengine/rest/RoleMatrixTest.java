package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Reach;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import io.leengine.rest.http.Audience;
import io.leengine.rest.http.PathText;
import io.leengine.rest.http.Route;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.VersionKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every role on every operation of every kind of resource, over HTTP, on the engine's own services: who may gets an answer
 * of the operation itself; who may not and sees the resource gets 403; for whom it is not there gets 404.
 */
class RoleMatrixTest {
    private static final String SUBJECT = "ann";
    private static final String BOSS = "boss";
    private static final String TARGET = "bob";
    private static final String NEWCOMER = "cid";
    private static final String KEEPER = "dora";
    private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(CONTENT);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    /** What is sent to those operations that want a body. */
    private static final Map<String, String> BODIES = Map.ofEntries(
        Map.entry("changeApplication", "{\"description\":\"x\"}"),
        Map.entry("replaceDomain", "{}"),
        Map.entry("setWeights", "{\"weights\":{\"v2\":100}}"),
        Map.entry("rollBack", "{}"),
        Map.entry("deployVersion", "{\"tag\":\"1.0\"}"),
        Map.entry("scaleVersion", "{\"cells\":{\"room-1\":1}}"),
        Map.entry("changeImage", "{\"description\":\"x\"}"),
        Map.entry("moveImage", "{}"),
        Map.entry("copyTag", "{\"tag\":\"2.0\",\"from\":{\"tag\":\"1.0\"}}"),
        Map.entry("setTagRules", "{}"),
        Map.entry("tryRetention", "{}"),
        Map.entry("setGroupTagRules", "{}"),
        Map.entry("changeImageGroup", "{\"description\":\"x\"}"),
        Map.entry("replaceCodeBuild", "{\"repository\":\"https://git.example.org/x.git\"}"),
        Map.entry("startRun", "{}"));
    private static final Map<String, String> BODIES_OF_MEMBERS = Map.of(
        "add", "{\"user\":\"" + NEWCOMER + "\",\"role\":\"GUEST\"}",
        "change", "{\"role\":\"GUEST\"}",
        "handOver", "{\"user\":\"" + TARGET + "\"}");
    private static final Map<String, String> CREATIONS = Map.of(
        "createApplication", "{\"name\":\"%s\"}",
        "createImage", "{\"repository\":\"%s\"}",
        "createImageGroup", "{\"name\":\"%s\"}",
        "createCodeBuild", "{\"name\":\"%s\",\"repository\":\"https://git.example.org/x.git\"}");
    private static final Map<ResourceKind, String> LISTS = Map.of(ResourceKind.APPLICATION, "/applications",
        ResourceKind.IMAGE, "/images", ResourceKind.IMAGE_GROUP, "/image-groups", ResourceKind.CODE_BUILD,
        "/code-builds");

    @TempDir
    static Path folder;

    private static RealEngine engine;

    private int fixtures;
    private int cells;

    /**
     * Somebody before a resource.
     *
     * @param user the user's name; empty for nobody
     * @param own its role on the resource
     * @param byGroup its role on the image group that holds it
     * @param ended whether that membership has ended
     * @param isPublic whether the resource is public
     */
    private record Subject(String user, Optional<Role> own, Optional<Role> byGroup, boolean ended, boolean isPublic) {
        Optional<Role> role() {
            return Stream.concat(own.filter(_ -> !ended).stream(), byGroup.stream()).max(Role::compareTo);
        }

        /** What is to come: 200 stands for whatever the operation itself answers. */
        int expected(Permission permission) {
            boolean anyone = isPublic && permission.anyoneIfPublic();
            if (user.isEmpty()) {
                return 401;
            } else if (user.equals(BOSS) || anyone
                    || role().filter(role -> role.compareTo(permission.least()) >= 0).isPresent()) {
                return 200;
            }
            return isPublic || role().isPresent() ? 403 : 404;
        }
    }

    @BeforeAll
    static void start() {
        engine = new RealEngine(folder).with(SUBJECT, false).with(BOSS, true).with(TARGET, false)
            .with(NEWCOMER, false).with(KEEPER, false);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static List<Subject> subjects(ResourceKind kind) {
        List<Subject> subjects = new ArrayList<>();
        boolean canBePublic = kind == ResourceKind.APPLICATION || kind == ResourceKind.IMAGE;
        for (boolean isPublic : canBePublic ? new boolean[] {false, true} : new boolean[] {false}) {
            subjects.add(new Subject("", Optional.empty(), Optional.empty(), false, isPublic));
            subjects.add(new Subject(SUBJECT, Optional.empty(), Optional.empty(), false, isPublic));
            subjects.add(new Subject(BOSS, Optional.empty(), Optional.empty(), false, isPublic));
            subjects.add(new Subject(SUBJECT, Optional.of(Role.OWNER), Optional.empty(), true, isPublic));
            for (Role role : Role.values()) {
                subjects.add(new Subject(SUBJECT, Optional.of(role), Optional.empty(), false, isPublic));
                if (kind == ResourceKind.IMAGE) {
                    subjects.add(new Subject(SUBJECT, Optional.empty(), Optional.of(role), false, isPublic));
                }
            }
        }
        if (kind == ResourceKind.IMAGE) {
            subjects.add(new Subject(SUBJECT, Optional.of(Role.GUEST), Optional.of(Role.MASTER), false, false));
            subjects.add(new Subject(SUBJECT, Optional.of(Role.DEVELOPER), Optional.of(Role.GUEST), false, false));
            subjects.add(new Subject(SUBJECT, Optional.of(Role.OWNER), Optional.of(Role.REPORTER), true, false));
        }
        return subjects;
    }

    @Test
    void everyRoleMayWhatTheTableSaysAndNothingElse() throws Exception {
        assertEquals(List.of(), engine.routes.stream()
            .filter(route -> route.audience().kind() == Audience.Kind.UNDECLARED).map(Route::id).toList(),
            "routes that do not say who may use them: see RouteDraft.needs");
        List<String> wrong = new ArrayList<>();
        for (Route route : engine.routes) {
            for (Permission permission : route.audience().permissions()) {
                for (Subject subject : subjects(permission.kind())) {
                    check(route, permission, subject).ifPresent(wrong::add);
                }
            }
        }
        for (RegistryAccess.Action action : RegistryAccess.Action.values()) {
            for (Subject subject : subjects(ResourceKind.IMAGE)) {
                check(action, subject).ifPresent(wrong::add);
            }
        }
        checkListsAndCreations(wrong);
        System.out.println("role matrix: " + cells + " role × operation cells checked");
        assertEquals(List.of(), wrong);
        assertTrue(cells > 500, "only " + cells);
    }

    private Optional<String> check(Route route, Permission permission, Subject subject) throws Exception {
        cells++;
        ResourceKind kind = permission.kind();
        String name = fixture(kind, subject);
        int expected = subject.expected(permission);
        Optional<Integer> tried = route.dryRun() ? Optional.of(tried(route, kind, name, subject)) : Optional.empty();
        var answer = engine.call(subject.user(), route.method(), path(route, kind, name), body(route), "If-Match", "*");
        boolean refused = answer.status() == 401 || answer.status() == 403 || answer.status() == 404;
        boolean right = expected == 200 ? !refused && answer.status() != 400 && answer.status() != 500
            : answer.status() == expected;
        // To try it is answered as doing it is, and leaves everything as it was for the one who does it then.
        if (tried.isPresent() && tried.get() != (answer.status() < 300 ? 200 : answer.status())) {
            return Optional.of(route.id() + " tried as " + subject + ": " + tried.get() + ", done: " + answer.status()
                + " " + answer.body() + "\n");
        }
        return right ? Optional.empty() : Optional.of(route.id() + " (" + permission + ") as " + subject + ": expected "
            + expected + ", was " + answer.status() + " " + answer.body() + "\n");
    }

    private int tried(Route route, ResourceKind kind, String name, Subject subject) throws Exception {
        List<Activity> before = activity(kind, name);
        int status = engine.call(subject.user(), route.method(), path(route, kind, name) + "?dryRun=true", body(route),
            "If-Match", "*").status();
        assertEquals(before, activity(kind, name), route.id());
        return status;
    }

    private static List<Activity> activity(ResourceKind kind, String name) {
        return engine.store().read(session -> session.journal().activity(Optional.of(kind), name, Long.MAX_VALUE, 10));
    }

    private static String body(Route route) {
        if (route.body().isEmpty()) {
            return "";
        }
        if (route.tag().equals("Deploy tokens")) {
            return "{\"name\":\"pipeline\",\"role\":\"REPORTER\"}";
        }
        return BODIES_OF_MEMBERS.entrySet().stream()
            .filter(entry -> route.tag().equals("Members") && route.id().startsWith(entry.getKey()))
            .map(Map.Entry::getValue).findFirst().or(() -> Optional.ofNullable(BODIES.get(route.id())))
            .orElseThrow(() -> new AssertionError("There is no row of the matrix for " + route.id()));
    }

    private static String path(Route route, ResourceKind kind, String name) {
        Map<String, String> values = Map.of("name", name, "repository", name, "version", "v2", "cell", RealEngine.CELL,
            "id", "i-" + name, "tag", "1.0", "number", "1", "user", TARGET, "digest", DIGEST.toString());
        String path = PathText.join(route.path().segments().stream()
            .map(segment -> segment.startsWith("{") ? values.get(segment.substring(1, segment.length() - 1)) : segment)
            .toArray(String[]::new));
        return path + switch (route.id()) {
            case "queryMetrics" -> "?metric=cpu";
            case "execInInstance" -> "?command=sh";
            case "listActivity" -> "?kind=" + kind.label() + "&resource=" + name;
            default -> "";
        };
    }

    private Optional<String> check(RegistryAccess.Action action, Subject subject) throws Exception {
        cells++;
        String name = fixture(ResourceKind.IMAGE, subject);
        Set<RegistryAccess.Action> allowed = engine.registry.allowed(engine.actor(subject.user(),
            subject.user().equals(BOSS)), name, EnumSet.of(action));
        boolean anyone = subject.isPublic() && action.permission().anyoneIfPublic();
        boolean expected = anyone || subject.expected(action.permission()) == 200;
        return allowed.contains(action) == expected ? Optional.empty()
            : Optional.of("registry " + action + " as " + subject + ": expected " + expected + "\n");
    }

    private void checkListsAndCreations(List<String> wrong) throws Exception {
        for (Map.Entry<ResourceKind, String> list : LISTS.entrySet()) {
            Permission see = Permission.valueOf("SEE_" + list.getKey());
            for (Subject subject : subjects(list.getKey())) {
                cells++;
                String name = fixture(list.getKey(), subject);
                var answer = engine.get(subject.user(), list.getValue() + "?search=" + name);
                boolean listed = answer.status() == 200 && answer.body().contains("\"" + name + "\"");
                if (answer.status() != (subject.user().isEmpty() ? 401 : 200)
                        || listed != (subject.expected(see) == 200)) {
                    wrong.add("list " + list.getKey() + " as " + subject + ": " + answer.status() + " "
                        + answer.body() + "\n");
                }
            }
        }
        for (Route route : engine.routes.stream().filter(route -> CREATIONS.containsKey(route.id())).toList()) {
            for (String user : List.of("", SUBJECT, BOSS)) {
                cells++;
                String body = CREATIONS.get(route.id()).formatted("new-" + fixtures++);
                int status = engine.call(user, "POST", route.path().text(), body).status();
                if (status != (user.isEmpty() ? 401 : 201)) {
                    wrong.add(route.id() + " as '" + user + "': " + status + "\n");
                }
            }
        }
    }

    /** Makes a resource that is like the subject's, for one request: it may be gone behind that. */
    private String fixture(ResourceKind kind, Subject subject) throws Exception {
        String name = kind.label() + "-" + fixtures++;
        engine.store().write(session -> {
            switch (kind) {
                case APPLICATION -> application(session, name, subject.isPublic());
                case IMAGE -> image(session, name, subject);
                case IMAGE_GROUP -> {
                    session.imageGroups().insert(new ImageGroup(name, name, "", NOW, KEEPER, 1));
                    session.imageGroups().putSource(new ImageSource(name, name, URI.create("https://x.example.org"), "", "",
                        Duration.ofHours(1)));
                }
                default -> build(session, name);
            }
            session.users().insert(new AccessToken("i-" + name, "", "pipeline", "hash-" + name, false, NOW, Optional.empty(),
                new Reach(Role.REPORTER, Set.of(kind), Optional.of(new Reach.Only(name, name)), false), KEEPER, "",
                Optional.empty(), Optional.empty()));
            member(session, kind, name, KEEPER, Role.OWNER, false);
            member(session, kind, name, TARGET, Role.GUEST, false);
            subject.own().ifPresent(role -> member(session, kind, name, SUBJECT, role, subject.ended()));
            return null;
        });
        if (kind == ResourceKind.APPLICATION) {
            engine.table.changed(RealEngine.CELL, new Instance("i-" + name, new VersionKey(name, "v2"), "", Optional.empty(),
                Instance.State.PENDING, false, Optional.empty(), 0, "", Map.of()));
        }
        if (kind == ResourceKind.APPLICATION || kind == ResourceKind.IMAGE) {
            engine.storage.putManifest(name, new RegistryStorage.Manifest("application/json", CONTENT));
            engine.storage.putTag(name, "1.0", DIGEST);
        }
        return name;
    }

    private static void member(Session session, ResourceKind kind, String resource, String user, Role role,
            boolean ended) {
        session.members().put(new Member(kind, resource, engine.id(user), role, NOW,
            ended ? Optional.of(NOW) : Optional.empty()));
    }

    private static void application(Session session, String name, boolean isPublic) {
        session.applications().insert(new Application(name, name, "", name, name + ".localhost", "", !isPublic, false,
            NOW, KEEPER, 1));
        session.applications().insert(version(name, 1, Version.State.DELETED, Map.of()));
        session.applications().insert(version(name, 2, Version.State.LIVE, Map.of(RealEngine.CELL, 1)));
    }

    private static Version version(String application, int number, Version.State state, Map<String, Integer> cells) {
        Version.Settings settings = new Version.Settings(List.of(), new TreeMap<>(), 8080, 100, 64L << 20, "/",
            Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ofSeconds(60), Duration.ofSeconds(1));
        return new Version(application + "-v" + number, application, number, application, "1.0", DIGEST, settings,
            new TreeMap<>(cells), state == Version.State.LIVE ? 100 : 0, state, Optional.empty(), NOW, KEEPER,
            Optional.of(NOW.plusSeconds(number)));
    }

    private static void image(Session session, String name, Subject subject) {
        Optional<String> group = subject.byGroup().map(role -> "group-of-" + name);
        group.ifPresent(inside -> {
            session.imageGroups().insert(new ImageGroup(inside, inside, "", NOW, KEEPER, 1));
            member(session, ResourceKind.IMAGE_GROUP, inside, SUBJECT, subject.byGroup().orElseThrow(), false);
        });
        session.images().insert(new Image(name, name, "", subject.isPublic(), group, NOW, KEEPER, 1));
    }

    private static void build(Session session, String name) {
        session.builds().insert(new CodeBuild(name, name, "", "https://git.example.org/x.git", "main", "", "Dockerfile",
            List.of(), name, Duration.ofMinutes(1), NOW, KEEPER, 1));
        session.builds().insert(new BuildRun(name, name, 1, "main", "", BuildRun.State.SUCCEEDED, "", Optional.empty(),
            Optional.empty(), "", List.of(), NOW, KEEPER, Optional.of(NOW), Optional.of(NOW), 1));
    }
}
