package io.leengine.engine.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.change.Changes;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The rules of members; the role table itself is tried elsewhere. */
class MemberServiceTest {
    private static final ResourceKind KIND = ResourceKind.APPLICATION;
    private static final String NAME = "hello";
    private static final Optional<Instant> NEVER = Optional.empty();

    private final MemoryStore store = new MemoryStore();
    private final MemberService members = new MemberService(store, new Changes(store, Clock.systemUTC()));

    @BeforeEach
    void anApplication() {
        store.write(session -> {
            for (String name : List.of("olga", "mary", "mike", "dave", "gus", "nina")) {
                session.users().insert(new User(name, name, "", false, Instant.EPOCH));
            }
            session.users().insert(new User("root", "root", "", true, Instant.EPOCH));
            session.applications().insert(new Application("app", NAME, "", NAME, "h", "g", true, false, Instant.EPOCH, "x",
                1));
            session.members().put(new Member(KIND, "app", "olga", Role.OWNER, Instant.EPOCH));
            session.members().put(new Member(KIND, "app", "mary", Role.MASTER, Instant.EPOCH));
            session.members().put(new Member(KIND, "app", "mike", Role.MASTER, Instant.EPOCH));
            session.members().put(new Member(KIND, "app", "dave", Role.DEVELOPER, Instant.EPOCH));
            session.members().put(new Member(KIND, "app", "gus", Role.GUEST, Instant.EPOCH));
            return null;
        });
    }

    private static Actor as(String user) {
        return new Actor(Actor.Kind.USER, user, user, user.equals("root"), "test", "");
    }

    private void add(String actor, String user, Role role) {
        members.add(as(actor), KIND, NAME, user, role, NEVER);
    }

    private void change(String actor, String user, Role role, Optional<Instant> end) {
        members.change(as(actor), KIND, NAME, user, role, end);
    }

    private void remove(String actor, String user) {
        members.remove(as(actor), KIND, NAME, user);
    }

    private Optional<Member> member(String user) {
        return store.read(session -> session.members().find(KIND, "app", user));
    }

    private Role role(String user) {
        return member(user).orElseThrow().role();
    }

    private static Optional<Instant> in(Duration time) {
        return Optional.of(Instant.now().plus(time));
    }

    private static void refused(ErrorCode code, String field, Executable work) {
        EngineException refusal = assertThrows(EngineException.class, work);
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertEquals(Optional.ofNullable(field), refusal.field(), refusal.getMessage());
    }

    @Test
    void aMasterGivesRolesUpToItsOwn() {
        add("mary", "nina", Role.MASTER);
        assertEquals(Role.MASTER, role("nina"));
        change("mary", "nina", Role.REPORTER, NEVER);
        assertEquals(Role.REPORTER, role("nina"));
        change("mary", "mike", Role.GUEST, NEVER);
        remove("mary", "nina");
        assertEquals(Optional.empty(), member("nina"));
        refused(ErrorCode.FORBIDDEN, "role", () -> add("mary", "nina", Role.OWNER));
        refused(ErrorCode.FORBIDDEN, "role", () -> change("mary", "dave", Role.OWNER, NEVER));
        refused(ErrorCode.FORBIDDEN, "user", () -> change("mary", "olga", Role.GUEST, NEVER));
        refused(ErrorCode.FORBIDDEN, "user", () -> remove("mary", "olga"));
        refused(ErrorCode.FORBIDDEN, null, () -> add("dave", "nina", Role.GUEST));
        refused(ErrorCode.NOT_FOUND, null, () -> add("nina", "nina", Role.GUEST));
    }

    @Test
    void nobodyRaisesTheOwnRole() {
        refused(ErrorCode.FORBIDDEN, "role", () -> change("mary", "mary", Role.OWNER, NEVER));
        refused(ErrorCode.FORBIDDEN, null, () -> change("dave", "dave", Role.MASTER, NEVER));
        change("olga", "mary", Role.MASTER, in(Duration.ofDays(1)));
        refused(ErrorCode.FORBIDDEN, "expiresAt", () -> change("mary", "mary", Role.MASTER, NEVER));
        refused(ErrorCode.FORBIDDEN, "expiresAt", () -> change("mary", "mary", Role.MASTER, in(Duration.ofDays(2))));
        change("mary", "mary", Role.MASTER, in(Duration.ofHours(1)));
        change("mary", "mary", Role.DEVELOPER, in(Duration.ofMinutes(30)));
        assertEquals(Role.DEVELOPER, role("mary"));
        refused(ErrorCode.FORBIDDEN, "user", () -> add("root", "root", Role.OWNER));
    }

    @Test
    void anOwnerWithoutEndRemains() {
        refused(ErrorCode.CONFLICT, null, () -> members.leave(as("olga"), KIND, NAME));
        refused(ErrorCode.CONFLICT, null, () -> remove("olga", "olga"));
        refused(ErrorCode.CONFLICT, null, () -> change("olga", "olga", Role.MASTER, NEVER));
        refused(ErrorCode.CONFLICT, null, () -> change("olga", "olga", Role.OWNER, in(Duration.ofDays(1))));
        refused(ErrorCode.CONFLICT, null, () -> change("root", "olga", Role.GUEST, NEVER));
        refused(ErrorCode.CONFLICT, null, () -> remove("root", "olga"));
        assertEquals(Role.OWNER, role("olga"));
        members.add(as("olga"), KIND, NAME, "nina", Role.OWNER, in(Duration.ofDays(1)));
        refused(ErrorCode.CONFLICT, null, () -> members.leave(as("olga"), KIND, NAME));
        change("olga", "nina", Role.OWNER, NEVER);
        members.leave(as("olga"), KIND, NAME);
        refused(ErrorCode.CONFLICT, null, () -> members.leave(as("nina"), KIND, NAME));
    }

    @Test
    void oneHandsOverAndIsAMasterThen() {
        refused(ErrorCode.FORBIDDEN, null, () -> members.handOver(as("mary"), KIND, NAME, "dave"));
        refused(ErrorCode.INVALID, "user", () -> members.handOver(as("olga"), KIND, NAME, "olga"));
        refused(ErrorCode.INVALID, "user", () -> members.handOver(as("olga"), KIND, NAME, "nobody"));
        members.handOver(as("olga"), KIND, NAME, "dave");
        assertEquals(Role.OWNER, role("dave"));
        assertEquals(Role.MASTER, role("olga"));
        refused(ErrorCode.FORBIDDEN, null, () -> members.handOver(as("olga"), KIND, NAME, "nina"));
        members.handOver(as("root"), KIND, NAME, "nina");
        assertEquals(Role.OWNER, role("nina"));
        assertEquals(Role.OWNER, role("dave"), "an administrator is no member, and takes nothing from who is");
    }

    @Test
    void whatHasEndedCountsForNothingAndCanBeginAnew() {
        store.write(session -> {
            session.members().put(new Member(KIND, "app", "mary", Role.MASTER, Instant.EPOCH,
                Optional.of(Instant.now().minusSeconds(1))));
            return null;
        });
        refused(ErrorCode.NOT_FOUND, null, () -> add("mary", "nina", Role.GUEST));
        refused(ErrorCode.NOT_FOUND, null, () -> members.leave(as("mary"), KIND, NAME));
        assertTrue(members.list(as("gus"), KIND, NAME, Page.Request.first(9)).items().stream()
            .anyMatch(member -> member.name().equals("mary") && member.ended()));
        members.add(as("olga"), KIND, NAME, "mary", Role.REPORTER, in(Duration.ofDays(1)));
        assertEquals(Role.REPORTER, role("mary"));
        refused(ErrorCode.ALREADY_EXISTS, "user", () -> add("olga", "mary", Role.GUEST));
    }

    @Test
    void badInputIsToldByItsField() {
        refused(ErrorCode.INVALID, "user", () -> add("olga", "nobody", Role.GUEST));
        refused(ErrorCode.NOT_FOUND, null, () -> change("olga", "nobody", Role.GUEST, NEVER));
        refused(ErrorCode.NOT_FOUND, null, () -> change("olga", "nina", Role.GUEST, NEVER));
        refused(ErrorCode.NOT_FOUND, null, () -> remove("olga", "nina"));
        refused(ErrorCode.INVALID, "expiresAt", () -> change("olga", "dave", Role.GUEST, in(Duration.ofSeconds(-1))));
        refused(ErrorCode.INVALID, "expiresAt", () -> change("olga", "dave", Role.GUEST, in(Duration.ofDays(4_000))));
        refused(ErrorCode.NOT_FOUND, null, () -> members.leave(as("olga"), KIND, "other"));
        refused(ErrorCode.CONFLICT, null, () -> members.leave(as("root"), KIND, NAME));
    }

    @Test
    void changesAreActivity() {
        members.add(as("mary"), KIND, NAME, "nina", Role.GUEST, Optional.of(Instant.now().plusSeconds(60)));
        members.leave(as("nina"), KIND, NAME);
        List<String> actions = store.read(session -> session.journal().activity(Optional.of(KIND), NAME, Long.MAX_VALUE, 9))
            .stream().map(Activity::action).toList();
        assertEquals(List.of("application.leave", "application.add-member"), actions);
    }

    private void limit(String user, long applications) {
        store.write(session -> {
            session.quotas().put(new Quota(QuotaSubject.user(user), Map.of(QuotaKind.APPLICATIONS, applications), 1));
            return null;
        });
    }

    private Optional<String> charged() {
        return store.read(session -> session.quotas().charged(KIND, "app"));
    }

    @Test
    void aHandOverThatTheNextOwnersQuotaHasNoRoomForIsRefused() {
        limit("nina", 0);
        EngineException refusal = assertThrows(EngineException.class,
            () -> members.handOver(as("olga"), KIND, NAME, "nina"));
        assertEquals(ErrorCode.QUOTA_EXCEEDED, refusal.code());
        assertEquals("The quota of the user nina is 0 applications; 0 are used, and this asks for 1 more.",
            refusal.getMessage());
        assertEquals(Role.OWNER, role("olga"));
        assertEquals(Optional.empty(), member("nina"));
        assertEquals(Optional.of("olga"), charged());
        limit("nina", 1);
        members.handOver(as("olga"), KIND, NAME, "nina");
        assertEquals(Optional.of("nina"), charged());
    }

    @Test
    void theFirstOwnerGoesOnlyIfTheNextOnesQuotaHasRoom() {
        limit("nina", 0);
        add("olga", "nina", Role.OWNER);
        assertEquals(Optional.of("olga"), charged());
        assertEquals(ErrorCode.QUOTA_EXCEEDED, assertThrows(EngineException.class,
            () -> members.leave(as("olga"), KIND, NAME)).code());
        assertEquals(ErrorCode.QUOTA_EXCEEDED, assertThrows(EngineException.class,
            () -> change("nina", "olga", Role.MASTER, NEVER)).code());
        assertEquals(Optional.of("olga"), charged());
        limit("nina", 1);
        members.leave(as("olga"), KIND, NAME);
        assertEquals(Optional.of("nina"), charged());
    }

    @Test
    void activityTellsMembershipsBeforeAndAfter() {
        change("olga", "gus", Role.REPORTER, NEVER);
        assertEquals("{gus=guest} {gus=reporter}", last());
        remove("olga", "gus");
        assertEquals("{gus=reporter} {}", last());
        members.handOver(as("olga"), KIND, NAME, "dave");
        assertEquals("{dave=developer, olga=owner} {dave=owner, olga=master}", last());
        assertThrows(EngineException.class, () -> change("mary", "dave", Role.GUEST, NEVER));
        Activity refused = newest();
        assertEquals("application.change-member FORBIDDEN mary", refused.action() + " " + refused.result() + " "
            + refused.actor());
    }

    private Activity newest() {
        return store.read(session -> session.journal().activity(Optional.of(KIND), NAME, Long.MAX_VALUE, 1)).getFirst();
    }

    private String last() {
        return newest().before() + " " + newest().after();
    }
}
