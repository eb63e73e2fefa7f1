package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.domain.Version;
import io.leengine.engine.domain.Version.State;
import io.leengine.engine.store.BuildRows.LogChunk;
import io.leengine.engine.store.JournalRows.Answered;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.builder.BuildStage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every row of the store does, on any database. The database is empty before each test. */
abstract class StoreContract {
    static final Optional<String> NONE = Optional.empty();
    static final Selection BY_NAME = Selection.of(Page.Request.first(9));
    private static final int SHARDS = 128;

    abstract SqlStore store();

    final void write(Consumer<Session> work) {
        store().write(session -> {
            work.accept(session);
            return null;
        });
    }

    final <T> T read(Store.Work<T> work) {
        return store().read(work);
    }

    final void refused(ErrorCode code, String field, Consumer<Session> work) {
        EngineException refusal = assertThrows(EngineException.class, () -> write(work));
        assertEquals(code, refusal.code());
        assertEquals(Optional.ofNullable(field), refusal.field());
    }

    @Test
    void keepsUsers() {
        write(s -> List.of("cid", "ann", "boss").forEach(name -> s.users().insert(Samples.user(name))));
        assertEquals(Optional.of(Samples.user("boss")), read(s -> s.users().byName("boss")));
        assertEquals(Optional.of(Samples.user("ann")), read(s -> s.users().byId("u-ann")));
        assertEquals(Optional.empty(), read(s -> s.users().byName("nobody")));
        assertEquals(List.of(Samples.user("ann"), Samples.user("boss")), read(s -> s.users().list(NONE, 2)));
        assertEquals(List.of(Samples.user("cid")), read(s -> s.users().list(Optional.of("boss"), 2)));
        write(s -> s.users().setPassword("u-ann", "new"));
        assertEquals("new", read(s -> s.users().byId("u-ann")).orElseThrow().passwordHash());
        refused(ErrorCode.ALREADY_EXISTS, "name", s -> s.users().insert(
            new io.leengine.engine.domain.User("another", "ann", "x", false, Samples.NOW)));
        refused(ErrorCode.NOT_FOUND, null, s -> s.users().setPassword("nobody", "x"));
    }

    @Test
    void keepsSwaps() {
        Swap first = Samples.swap(1, "leengine-a");
        Swap second = Samples.swap(2, "leengine-b");
        write(s -> {
            assertEquals(1L, s.swaps().nextNumber());
            s.swaps().insert(first);
            s.swaps().insert(second);
        });
        assertEquals(3L, read(s -> s.swaps().nextNumber()).longValue());
        assertEquals(Optional.of(first), read(s -> s.swaps().find(1)));
        assertEquals(Optional.empty(), read(s -> s.swaps().find(3)));
        assertEquals(List.of(first, second), read(s -> s.swaps().running()));
        Swap ended = first.ended(Swap.State.RETURNED, "why", Duration.ofMillis(7), List.of("x"), Samples.NOW);
        write(s -> s.swaps().update(ended));
        assertEquals(List.of(second), read(s -> s.swaps().running()));
        assertEquals(List.of(second, ended), read(s -> s.swaps().list("", Long.MAX_VALUE, 5)));
        assertEquals(List.of(ended), read(s -> s.swaps().list("", 2, 5)));
        assertEquals(List.of(second), read(s -> s.swaps().list("leengine-b", Long.MAX_VALUE, 5)));
        assertEquals(List.of(second), read(s -> s.swaps().list("", Long.MAX_VALUE, 1)));
        refused(ErrorCode.ALREADY_EXISTS, "number", s -> s.swaps().insert(Samples.swap(2, "leengine-c")));
    }

    @Test
    void keepsOperations() {
        Operation first = Samples.operation("a", "u-ann");
        Operation second = Samples.operation("b", "u-ann");
        Operation third = Samples.operation("c", "u-cid");
        write(s -> List.of(first, second, third).forEach(s.operations()::insert));
        assertEquals(Optional.of(first), read(s -> s.operations().find("a")));
        assertEquals(Optional.empty(), read(s -> s.operations().find("d")));
        assertEquals(Optional.of(third), read(s -> s.operations().latest(first.action(), first.target())));
        assertEquals(Optional.empty(), read(s -> s.operations().latest("application.delete", first.target())));
        assertEquals(List.of(first, second, third), read(s -> s.operations().running()));
        assertEquals(List.of(second, first), read(s -> s.operations().list("u-ann", Optional.empty(), Optional.empty(),
            5)));
        assertEquals(List.of(first), read(s -> s.operations().list("u-ann", Optional.empty(), Optional.of(second), 5)));
        Operation ended = first.ended(Operation.State.FAILED, "why", Optional.of(ErrorCode.TIMEOUT), Samples.NOW);
        write(s -> s.operations().update(ended));
        // What has ended stays as it is.
        write(s -> s.operations().update(first));
        assertEquals(List.of(ended), read(s -> s.operations().list("u-ann", Optional.of(Operation.State.FAILED),
            Optional.empty(), 5)));
        assertEquals(List.of(second, third), read(s -> s.operations().running()));
        write(s -> s.operations().deleteEnded(Samples.NOW));
        assertEquals(Optional.of(ended), read(s -> s.operations().find("a")));
        write(s -> s.operations().deleteEnded(Samples.NOW.plusSeconds(1)));
        assertEquals(Optional.empty(), read(s -> s.operations().find("a")));
        assertEquals(Optional.of(second), read(s -> s.operations().find("b")));
    }

    @Test
    void keepsTokens() {
        var old = Samples.token("u-ann", "1", Samples.NOW, Optional.of(Samples.NOW.plusSeconds(60)));
        var young = Samples.token("u-ann", "2", Samples.NOW.plusSeconds(1), Optional.empty());
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.users().insert(old);
            s.users().insert(young);
        });
        assertEquals(List.of(young, old), read(s -> s.users().tokens("u-ann")));
        assertEquals(Optional.of(old), read(s -> s.users().tokenByHash("hash-1")));
        assertEquals(false, store().<Boolean>write(s -> s.users().deleteToken("u-bob", "2")));
        write(s -> s.users().deleteExpired(Samples.NOW.plusSeconds(60)));
        assertEquals(2, read(s -> s.users().tokens("u-ann")).size());
        write(s -> s.users().deleteExpired(Samples.NOW.plusSeconds(61)));
        assertEquals(List.of(young), read(s -> s.users().tokens("u-ann")));
        assertEquals(true, store().<Boolean>write(s -> s.users().deleteToken("u-ann", "2")));
        assertEquals(List.of(), read(s -> s.users().tokens("u-ann")));
    }

    @Test
    void keepsApplications() {
        Application hello = Samples.application("hello", true);
        write(s -> s.applications().insert(hello));
        assertEquals(Optional.of(hello), read(s -> s.applications().byName("hello")));
        assertEquals(List.of(hello), read(s -> s.applications().byNames(List.of("nobody", "hello"))));
        assertEquals(List.of(), read(s -> s.applications().byNames(List.of())));
        assertEquals(Optional.of(hello), read(s -> s.applications().byImage("team/hello")));
        assertEquals(Optional.of(hello), store().write(s -> s.applications().lockByName("hello")));
        Application changed = Samples.changed(hello, "other.example.org");
        write(s -> s.applications().update(changed));
        assertEquals(Optional.of(changed), read(s -> s.applications().byName("hello")));
        assertEquals(List.of("hello"), read(s -> s.applications().names()));
        assertEquals(Map.of(changed.host(), "hello"), read(s -> s.applications().hosts(changed.group())));
        assertEquals(Map.of(), read(s -> s.applications().hosts("another")));
        refused(ErrorCode.NOT_FOUND, null, s -> s.applications().update(Samples.application("gone", true)));
    }

    @Test
    void saysWhichFieldOfAnApplicationIsTaken() {
        Application one = Samples.application("one", false);
        // A value that reads like another constraint must not mislead.
        Application tricky = new Application("a-2", "application_host_uq", "", "i", "h", "g", false, false, Samples.NOW,
            "ann", 1);
        write(s -> {
            s.applications().insert(one);
            s.applications().insert(tricky);
            s.applications().insert(Samples.application("two", false));
        });
        refused(ErrorCode.ALREADY_EXISTS, "name", s -> s.applications().insert(new Application("a-3", tricky.name(), "",
            "i", "h3", "g", false, false, Samples.NOW, "ann", 1)));
        refused(ErrorCode.ALREADY_EXISTS, "host", s -> s.applications().insert(new Application("a-3", "three", "", "i",
            one.host(), "g", false, false, Samples.NOW, "ann", 1)));
        refused(ErrorCode.ALREADY_EXISTS, "host",
            s -> s.applications().update(Samples.changed(Samples.application("two", false), one.host())));
        refused(ErrorCode.ALREADY_EXISTS, "id", s -> s.applications().insert(new Application(one.id(), "three", "", "i",
            "h3", "g", false, false, Samples.NOW, "ann", 1)));
    }

    @Test
    void keepsVersions() {
        Version first = Samples.version("a-one", 1, State.LIVE);
        Version second = Samples.version("a-one", 2, State.DELETED);
        Version other = Samples.version("a-two", 1, State.RETIRING);
        write(s -> {
            s.applications().insert(Samples.application("one", false));
            s.applications().insert(Samples.application("two", false));
            List.of(second, first, other).forEach(s.applications()::insert);
        });
        assertEquals(List.of(first, second), read(s -> s.applications().versions("a-one")));
        assertEquals(List.of(first, other), read(s -> s.applications().wantedVersions(List.of("a-two", "a-one", "x"))));
        assertEquals(List.of(other), read(s -> s.applications().wantedVersions(List.of("a-two"))));
        assertEquals(List.of(), read(s -> s.applications().wantedVersions(List.of())));
        Version changed = first.withCells(Map.of("north", 7)).withWeight(10).withFullSince(Samples.NOW)
            .withState(State.RETIRING, Optional.of(second.id()));
        write(s -> s.applications().update(changed));
        assertEquals(List.of(changed, second), read(s -> s.applications().versions("a-one")));
        refused(ErrorCode.ALREADY_EXISTS, "id", s -> s.applications().insert(first));
        refused(ErrorCode.NOT_FOUND, null, s -> s.applications().insert(Samples.version("a-gone", 1, State.LIVE)));
    }

    @Test
    void removesAnApplicationWithAllThatIsIts() {
        Eviction eviction = new Eviction("a-one", "east", "i-1");
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.applications().insert(Samples.application("one", false));
            s.applications().insert(Samples.version("a-one", 1, State.LIVE));
            s.applications().insert(eviction);
            s.applications().insert(eviction);
            s.members().put(Samples.member(ResourceKind.APPLICATION, "a-one", "u-ann", Role.OWNER));
            s.images().insert(new Image("a-one", "team/one", "", false, Samples.NOW, "ann", 1));
            s.members().put(Samples.member(ResourceKind.IMAGE, "a-one", "u-ann", Role.OWNER));
        });
        assertEquals(List.of(eviction), read(s -> s.applications().evictions("a-one")));
        write(s -> s.applications().delete(new Eviction("a-one", "west", "i-1")));
        assertEquals(List.of(eviction), read(s -> s.applications().evictions("a-one")));
        write(s -> s.applications().delete("a-one"));
        assertEquals(List.of(), read(s -> s.applications().versions("a-one")));
        assertEquals(List.of(), read(s -> s.applications().evictions("a-one")));
        assertEquals(List.of(), read(s -> s.members().list(ResourceKind.APPLICATION, "a-one")));
        assertEquals(1, read(s -> s.members().list(ResourceKind.IMAGE, "a-one")).size());
    }

    @Test
    void keepsImagesAndTheLastPushOfEachTag() {
        Image image = Samples.image("team/x", false);
        ImagePush old = new ImagePush("team/x", "1", Samples.digest("1"), 10, Samples.NOW, "ann");
        ImagePush young = new ImagePush("team/x", "2", Samples.digest("2"), 1L << 40, Samples.NOW.plusSeconds(1), "bob");
        ImagePush again = new ImagePush("team/x", "1", Samples.digest("3"), 11, Samples.NOW.plusSeconds(2), "bob");
        write(s -> {
            s.images().insert(image);
            s.images().put(old);
            s.images().put(young);
        });
        assertEquals(List.of(young, old), read(s -> s.images().pushes("team/x", 9)));
        write(s -> s.images().put(again));
        assertEquals(List.of(again, young), read(s -> s.images().pushes("team/x", 9)));
        assertEquals(List.of(again), read(s -> s.images().pushes("team/x", 1)));
        write(s -> s.images().deletePush("team/x", "1"));
        assertEquals(List.of(young), read(s -> s.images().pushes("team/x", 9)));
        Image changed = new Image(image.id(), "team/x", "Another", true, image.createdAt(), "ann", 2);
        assertEquals(List.of(), read(s -> s.images().list(Optional.of("u-bob"), "", NONE, 9)));
        write(s -> s.images().update(changed));
        assertEquals(Optional.of(changed), read(s -> s.images().byRepository("team/x")));
        assertEquals(List.of(changed), read(s -> s.images().list(Optional.of("u-bob"), "", NONE, 9)));
        refused(ErrorCode.ALREADY_EXISTS, "repository", s -> s.images().insert(
            new Image("i-2", "team/x", "", true, Samples.NOW, "ann", 1)));
        refused(ErrorCode.NOT_FOUND, null, s -> s.images().put(
            new ImagePush("team/gone", "1", Samples.digest("1"), 1, Samples.NOW, "ann")));
        write(s -> s.images().delete(image.id()));
        assertEquals(List.of(), read(s -> s.images().pushes("team/x", 9)));
    }

    @Test
    void keepsCodeBuilds() {
        CodeBuild build = Samples.build("site");
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.builds().insert(build);
            s.builds().insert(Samples.build("api"));
            s.members().put(Samples.member(ResourceKind.CODE_BUILD, build.id(), "u-ann", Role.MASTER));
        });
        assertEquals(Optional.of(build), read(s -> s.builds().byName("site")));
        assertEquals(Optional.of(build), read(s -> s.builds().byId("b-site")));
        assertEquals(Optional.of(build), store().write(s -> s.builds().lockByName("site")));
        assertEquals(List.of(Samples.build("api"), build), read(s -> s.builds().list(NONE, "", NONE, 9)));
        assertEquals(List.of(build), read(s -> s.builds().list(Optional.of("u-ann"), "", NONE, 9)));
        CodeBuild changed = new CodeBuild(build.id(), "site", "d", "r", "f", "", "D", List.of(), "i",
            Duration.ofSeconds(1), build.createdAt(), "ann", 5);
        write(s -> s.builds().update(changed));
        assertEquals(Optional.of(changed), read(s -> s.builds().byName("site")));
        refused(ErrorCode.ALREADY_EXISTS, "name", s -> s.builds().insert(new CodeBuild("b-2", "api", "", "", "", "", "",
            List.of(), "", Duration.ZERO, Samples.NOW, "ann", 1)));
    }

    @Test
    void keepsRuns() {
        BuildRun first = Samples.run("b-site", 1, BuildRun.State.QUEUED);
        BuildRun second = Samples.run("b-site", 2, BuildRun.State.RUNNING);
        write(s -> {
            s.builds().insert(Samples.build("site"));
            s.builds().insert(second);
            s.builds().insert(first);
        });
        assertEquals(List.of(first, second), read(s -> s.builds().openRuns()));
        assertEquals(2, this.<Integer>read(s -> s.builds().lastNumber("b-site")).intValue());
        assertEquals(0, this.<Integer>read(s -> s.builds().lastNumber("b-none")).intValue());
        BuildRun ended = new BuildRun(first.id(), "b-site", 1, "main", "1.0", BuildRun.State.FAILED, "abc",
            Optional.of(Samples.digest("x")), Optional.of(ErrorCode.BUILD_FAILED), "It did not compile.",
            List.of(new BuildRun.StageTime(BuildStage.CLONE, Samples.NOW, Optional.of(Samples.NOW.plusNanos(1))),
                new BuildRun.StageTime(BuildStage.COMPILE, Samples.NOW, Optional.empty())),
            first.createdAt(), "ann", Optional.of(Samples.NOW), Optional.of(Samples.NOW.plusSeconds(3)), 2);
        write(s -> s.builds().update(ended));
        assertEquals(Optional.of(ended), read(s -> s.builds().run("b-site", 1)));
        assertEquals(Optional.of(ended), read(s -> s.builds().runById(first.id())));
        assertEquals(List.of(second), read(s -> s.builds().openRuns()));
        assertEquals(List.of(second, ended), read(s -> s.builds().runs("b-site", Integer.MAX_VALUE, 9)));
        assertEquals(List.of(ended), read(s -> s.builds().runs("b-site", 2, 9)));
        refused(ErrorCode.ALREADY_EXISTS, "number", s -> s.builds().insert(new BuildRun("r-x", "b-site", 1, "", "",
            BuildRun.State.QUEUED, "", Optional.empty(), Optional.empty(), "", List.of(), Samples.NOW, "ann",
            Optional.empty(), Optional.empty(), 1)));
    }

    @Test
    void keepsLogsInOrder() {
        write(s -> {
            s.builds().insert(Samples.build("site"));
            s.builds().insert(Samples.run("b-site", 1, BuildRun.State.RUNNING));
            for (int i = 11; i >= 0; i--) {
                s.builds().appendLog("r-b-site-1", i, "line " + i + "\n");
            }
        });
        List<LogChunk> chunks = read(s -> s.builds().log("r-b-site-1", 2, 9));
        assertEquals(new LogChunk(2, "line 2\n"), chunks.getFirst());
        assertEquals(new LogChunk(10, "line 10\n"), chunks.getLast());
        refused(ErrorCode.ALREADY_EXISTS, "position", s -> s.builds().appendLog("r-b-site-1", 3, "again"));
        String large = "x".repeat(1_000_000);
        write(s -> s.builds().appendLog("r-b-site-1", 12, large));
        assertEquals(large, read(s -> s.builds().log("r-b-site-1", 12, 1)).getFirst().text());
        write(s -> s.builds().deleteLog("r-b-site-1"));
        assertEquals(List.of(), read(s -> s.builds().log("r-b-site-1", 0, 99)));
        write(s -> s.builds().appendLog("r-b-site-1", 0, "x"));
        write(s -> s.builds().delete("b-site"));
        assertEquals(List.of(), read(s -> s.builds().log("r-b-site-1", 0, 99)));
        assertEquals(List.of(), read(s -> s.builds().openRuns()));
    }

    @Test
    void keepsParts() {
        Part part = new Part(SeamKind.SCHEDULER, "east", "io.leengine.scheduler.local",
            new TreeMap<>(Map.of("folder", "/x", "empty", "")), 600, Samples.NOW, 1);
        Part group = new Part(SeamKind.LOAD_BALANCER, "east", "p", new TreeMap<>(), 0, Samples.NOW, 1);
        write(s -> {
            s.parts().insert(part);
            s.parts().insert(group);
        });
        assertEquals(List.of(group, part), read(s -> s.parts().list()));
        assertEquals(Optional.of(part), read(s -> s.parts().find(SeamKind.SCHEDULER, "east")));
        Part changed = new Part(SeamKind.SCHEDULER, "east", "q", new TreeMap<>(Map.of("a", "b")), 7, Samples.NOW, 2);
        write(s -> s.parts().update(changed));
        assertEquals(List.of(group, changed), read(s -> s.parts().list()));
        write(s -> s.parts().drain("east", true));
        write(s -> s.parts().drain("nowhere", true));
        write(s -> s.parts().update(changed));
        assertEquals(List.of(group, changed.withDrained(true)), read(s -> s.parts().list()), "a change leaves it drained");
        write(s -> s.parts().drain("east", false));
        assertEquals(List.of(group, changed), read(s -> s.parts().list()));
        refused(ErrorCode.ALREADY_EXISTS, "name", s -> s.parts().insert(part));
        write(s -> s.parts().delete(SeamKind.SCHEDULER, "east"));
        write(s -> s.parts().delete(SeamKind.SCHEDULER, "east"));
        assertEquals(List.of(group), read(s -> s.parts().list()));
    }

    @Test
    void keepsActivityNewestFirst() {
        write(s -> {
            s.journal().append(Samples.activity(ResourceKind.APPLICATION, "one", "a"));
            s.journal().append(Samples.activity(ResourceKind.IMAGE, "one", "b"));
            s.journal().append(Samples.activity(ResourceKind.APPLICATION, "two", "c"));
        });
        assertEquals("cba", actions(Optional.empty(), "", Long.MAX_VALUE));
        assertEquals("ca", actions(Optional.of(ResourceKind.APPLICATION), "", Long.MAX_VALUE));
        assertEquals("ba", actions(Optional.empty(), "one", Long.MAX_VALUE));
        assertEquals("a", actions(Optional.of(ResourceKind.APPLICATION), "one", Long.MAX_VALUE));
        long newest = read(s -> s.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 1)).getFirst().id();
        assertEquals("ba", actions(Optional.empty(), "", newest));
        var kept = read(s -> s.journal().activity(Optional.empty(), "two", Long.MAX_VALUE, 1)).getFirst();
        assertEquals(Samples.NOW, kept.at());
        assertEquals("what changed 192.0.2.1 req-1 ok ann",
            kept.detail() + " " + kept.address() + " " + kept.requestId() + " " + kept.result() + " " + kept.actor());
    }

    private String actions(Optional<ResourceKind> kind, String resource, long before) {
        return read(s -> s.journal().activity(kind, resource, before, 9)).stream()
            .map(io.leengine.engine.domain.Activity::action).reduce("", String::concat);
    }

    @Test
    void answersARequestOnce() {
        Answered answered = new Answered("fingerprint", "v-1", Samples.NOW);
        write(s -> s.journal().insert("ann", "key", answered));
        assertEquals(Optional.of(answered), read(s -> s.journal().answered("ann", "key")));
        assertEquals(Optional.empty(), read(s -> s.journal().answered("bob", "key")));
        refused(ErrorCode.ALREADY_EXISTS, "key", s -> s.journal().insert("ann", "key", answered));
        write(s -> s.journal().insert("bob", "key", answered));
        write(s -> s.journal().deleteAnswered(Samples.NOW));
        assertTrue(read(s -> s.journal().answered("ann", "key")).isPresent());
        write(s -> s.journal().deleteAnswered(Samples.NOW.plusSeconds(1)));
        assertEquals(Optional.empty(), read(s -> s.journal().answered("ann", "key")));
    }

    @Test
    void keepsWhoOwnsWhat() {
        RunningEngine one = new RunningEngine("1", "folder", "host:1", 0, Samples.NOW);
        RunningEngine two = new RunningEngine("2", "other", "host:2", 0, Samples.NOW);
        write(s -> {
            s.ownership().hold();
            s.ownership().insert(one);
            s.ownership().insert(two);
        });
        assertEquals(List.of(one, two), read(s -> s.ownership().engines()));
        assertEquals(SHARDS, read(s -> s.ownership().owners()).size());
        assertTrue(read(s -> s.ownership().owners()).values().stream().allMatch(String::isEmpty));
        write(s -> {
            s.ownership().take("1", List.of(0, 1));
            s.ownership().take("2", List.of(1, 127));
        });
        assertEquals(List.of("1", "1", "", "2"), read(s -> s.ownership().owners()).entrySet().stream()
            .filter(each -> List.of(0, 1, 2, 127).contains(each.getKey())).map(Map.Entry::getValue).toList());
        assertEquals(List.of(true, false, false), read(s -> List.of(s.ownership().owns("1", 1), s.ownership().owns("2", 1),
            s.ownership().owns("1", 2))));
        write(s -> s.ownership().leave("1", List.of(0, 127)));
        assertEquals(List.of("", "2"), read(s -> List.of(s.ownership().owners().get(0), s.ownership().owners().get(127))));
        assertEquals(true, store().<Boolean>write(s -> s.ownership().beat("1")));
        write(s -> s.ownership().delete("1", 0));
        assertEquals(2, read(s -> s.ownership().engines()).size(), "it has counted on");
        write(s -> s.ownership().delete("1", 1));
        assertEquals("", read(s -> s.ownership().owners()).get(1));
        assertEquals(false, store().<Boolean>write(s -> s.ownership().beat("1")));
    }

    @Test
    void keepsProblems() {
        write(s -> {
            s.ownership().putProblem("hello", "first");
            s.ownership().putProblem("hello", "second");
            s.ownership().putProblem("other", "x");
        });
        assertEquals(Optional.of("second"), read(s -> s.ownership().problem("hello")));
        write(s -> s.ownership().deleteProblem("other"));
        assertEquals(Map.of("hello", "second"), read(s -> s.ownership().problems()));
    }

    @Test
    void keepsWhereASwapIsDone() {
        write(s -> {
            s.swaps().insert(Samples.swap(1, "leengine-a"));
            s.swaps().insert(Samples.swap(2, "leengine-b"));
            s.ownership().placeSwap(1, "folder");
        });
        assertEquals(Map.of(1L, "folder"), read(s -> s.ownership().swapPlaces()));
    }

    @Test
    void keepsKeys() {
        byte[] key = {0, 1, -1, 127, -128};
        write(s -> s.journal().insertKey("sessions", key));
        assertArrayEquals(key, read(s -> s.journal().key("sessions")).orElseThrow());
        assertEquals(Optional.empty(), read(s -> s.journal().key("other")));
        refused(ErrorCode.ALREADY_EXISTS, "purpose", s -> s.journal().insertKey("sessions", key));
    }
}
