package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.Reach;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.LogInFailures;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.UserRows;
import io.leengine.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the store keeps of users, their tokens and their ways to log in, on any database. */
abstract class IdentityContract extends SharingContract {
    @Test
    void changesAndRemovesUsers() {
        write(s -> List.of("ann", "boss", "b_b").forEach(name -> s.users().insert(Samples.user(name))));
        User changed = new User("u-ann", "ann", "other", true, Samples.NOW, "ann@example.org", true,
            Optional.of(Samples.NOW.plusSeconds(1)));
        assertEquals(List.of("boss"), store().write(s -> s.users().lockAdministrators()).stream().map(User::name).toList());
        write(s -> s.users().update(changed));
        assertEquals(Optional.of(changed), read(s -> s.users().byName("ann")));
        assertEquals(Optional.of(changed), store().write(s -> s.users().lockByName("ann")));
        assertEquals(List.of("boss"), store().write(s -> s.users().lockAdministrators()).stream().map(User::name).toList(),
            "who is disabled is none");
        assertEquals(List.of("b_b"), read(s -> s.users().list("_", NONE, 9)).stream().map(User::name).toList());
        assertEquals(List.of("boss"), read(s -> s.users().list("b", Optional.of("b_b"), 9)).stream().map(User::name)
            .toList());
        refused(ErrorCode.NOT_FOUND, null, s -> s.users().update(Samples.user("nobody")));
        write(s -> {
            s.users().insert(Samples.token("u-ann", "1", Samples.NOW, Optional.empty()));
            s.logIns().insert(new Account("company", "4711", "u-ann", Samples.NOW));
            s.users().delete("u-ann");
            s.users().delete("u-ann");
        });
        assertEquals(Optional.empty(), read(s -> s.users().token("1")));
        assertEquals(Optional.empty(), read(s -> s.logIns().account("company", "4711")));
    }

    @Test
    void tellsWhatAUserOwnsAlone() {
        write(s -> {
            List.of("ann", "bob").forEach(name -> s.users().insert(Samples.user(name)));
            s.applications().insert(Samples.application("hello", true));
            s.images().insert(Samples.image("team/hello", false));
            s.members().put(new Member(ResourceKind.APPLICATION, "a-hello", "u-ann", Role.OWNER, Samples.NOW));
            s.members().put(new Member(ResourceKind.IMAGE, "i-team/hello", "u-ann", Role.OWNER, Samples.NOW));
            s.members().put(new Member(ResourceKind.IMAGE, "i-team/hello", "u-bob", Role.OWNER, Samples.NOW));
            s.members().put(new Member(ResourceKind.APPLICATION, "a-hello", "u-bob", Role.MASTER, Samples.NOW));
        });
        assertEquals(List.of(new UserRows.Owned(ResourceKind.APPLICATION, "hello")),
            read(s -> s.users().ownedAlone("u-ann")));
        assertEquals(List.of(), read(s -> s.users().ownedAlone("u-bob")));
        assertEquals(List.of(new UserRows.Owned(ResourceKind.APPLICATION, "hello"),
            new UserRows.Owned(ResourceKind.IMAGE, "team/hello")), read(s -> s.users().owned("u-ann")));
        write(s -> s.members().put(new Member(ResourceKind.IMAGE, "i-team/hello", "u-bob", Role.OWNER, Samples.NOW,
            Optional.of(Samples.NOW))));
        assertEquals(2, read(s -> s.users().ownedAlone("u-ann")).size(), "who is to go does not stay");
    }

    @Test
    void keepsTheReachOfTokens() {
        Reach one = new Reach(Role.DEVELOPER, Set.of(ResourceKind.IMAGE), Optional.of(new Reach.Only("i-hello", "hello")),
            false);
        Reach some = new Reach(Role.REPORTER, Set.of(ResourceKind.CODE_BUILD, ResourceKind.IMAGE), Optional.empty(), true);
        AccessToken personal = new AccessToken("p", "u-ann", "ci", "hash-p", false, Samples.NOW, Optional.empty(), some,
            "ann", "127.0.0.1", Optional.empty(), Optional.empty());
        AccessToken child = new AccessToken("c", "u-ann", "child", "hash-c", false, Samples.NOW, Optional.empty(), some,
            "ann", "", Optional.of("p"), Optional.of(Samples.NOW));
        AccessToken deploy = new AccessToken("d", "", "pipeline", "hash-d", false, Samples.NOW, Optional.empty(), one, "ann",
            "", Optional.empty(), Optional.empty());
        write(s -> {
            s.users().insert(Samples.user("ann"));
            List.of(personal, child, deploy).forEach(s.users()::insert);
        });
        assertEquals(Optional.of(personal), read(s -> s.users().token("p")));
        assertEquals(Optional.of(child), read(s -> s.users().tokenByHash("hash-c")));
        assertEquals(Optional.of(deploy), read(s -> s.users().tokenByHash("hash-d")));
        assertEquals(List.of(deploy), read(s -> s.users().deployTokens(ResourceKind.IMAGE, "i-hello")));
        assertEquals(List.of(), read(s -> s.users().deployTokens(ResourceKind.APPLICATION, "i-hello")));
        write(s -> s.users().setUsed("d", Samples.NOW.plusSeconds(5)));
        assertEquals(Optional.of(Samples.NOW.plusSeconds(5)), read(s -> s.users().token("d")).orElseThrow().lastUsedAt());
        assertEquals(false, store().<Boolean>write(s -> s.users().deleteDeployToken(ResourceKind.IMAGE, "i-other", "d")));
        assertEquals(true, store().<Boolean>write(s -> s.users().deleteDeployToken(ResourceKind.IMAGE, "i-hello", "d")));
        write(s -> s.users().deleteToken("u-ann", "p"));
        assertEquals(Optional.empty(), read(s -> s.users().token("c")), "it ends with what made it");
    }

    @Test
    void aResourceTakesItsTokensAlong() {
        Image image = Samples.image("team/hello", false);
        AccessToken deploy = new AccessToken("d", "", "pipeline", "hash-d", false, Samples.NOW, Optional.empty(),
            new Reach(Role.REPORTER, Set.of(ResourceKind.IMAGE), Optional.of(new Reach.Only(image.id(), "team/hello")), false),
            "ann", "", Optional.empty(), Optional.empty());
        write(s -> {
            s.images().insert(image);
            s.users().insert(deploy);
            s.images().delete(image.id());
        });
        assertEquals(Optional.empty(), read(s -> s.users().token("d")));
    }

    @Test
    void keepsWrongPasswordsAndLogInsUnderWay() {
        LogInFailures failures = new LogInFailures("ann", 3, Samples.NOW, Samples.NOW.plusSeconds(2));
        LogInAttempt attempt = new LogInAttempt("state", "company", "memory", "bound", "/console/", NONE, NONE,
            Samples.NOW.plusSeconds(600));
        write(s -> {
            s.users().insert(Samples.user("ann"));
            s.logIns().put(new LogInFailures("ann", 1, Samples.NOW, Samples.NOW));
            s.logIns().put(failures);
            s.logIns().insert(attempt);
        });
        assertEquals(Optional.of(failures), read(s -> s.logIns().failures("ann")));
        assertEquals(Optional.of(failures), store().write(s -> s.logIns().lockFailures("ann")));
        assertEquals(Optional.of(attempt), store().write(s -> s.logIns().lockByState("state")));
        assertEquals(1, this.<Integer>read(s -> s.logIns().attempts()));
        refused(ErrorCode.ALREADY_EXISTS, "state", s -> s.logIns().insert(attempt));
        write(s -> s.logIns().update(attempt.known("u-ann", "code")));
        assertEquals(Optional.of(attempt.known("u-ann", "code")), store().write(s -> s.logIns().lockByCode("code")));
        write(s -> s.logIns().deleteOld(Samples.NOW, Samples.NOW.plusSeconds(600)));
        assertEquals(1, this.<Integer>read(s -> s.logIns().attempts()));
        write(s -> s.logIns().deleteOld(Samples.NOW.plusSeconds(1), Samples.NOW.plusSeconds(601)));
        assertEquals(0, this.<Integer>read(s -> s.logIns().attempts()));
        assertEquals(Optional.empty(), read(s -> s.logIns().failures("ann")));
        write(s -> {
            s.logIns().put(failures);
            s.logIns().deleteFailures("ann");
            s.logIns().deleteAttempt("none");
        });
        assertEquals(Optional.empty(), read(s -> s.logIns().failures("ann")));
    }

    @Test
    void keepsAccounts() {
        Account account = new Account("company", "4711", "u-ann", Samples.NOW);
        write(s -> {
            List.of("ann", "bob").forEach(name -> s.users().insert(Samples.user(name)));
            s.logIns().insert(account);
            s.logIns().insert(new Account("company", "4712", "u-bob", Samples.NOW));
        });
        assertEquals(Optional.of(account), read(s -> s.logIns().account("company", "4711")));
        assertEquals(List.of(account), read(s -> s.logIns().accounts("u-ann")));
        refused(ErrorCode.ALREADY_EXISTS, "subject", s -> s.logIns().insert(new Account("company", "4711", "u-bob",
            Samples.NOW)));
        assertEquals(false, store().<Boolean>write(s -> s.logIns().deleteAccount("u-ann", "other")));
        assertEquals(true, store().<Boolean>write(s -> s.logIns().deleteAccount("u-ann", "company")));
        assertEquals(Optional.empty(), read(s -> s.logIns().account("company", "4711")));
    }
}
