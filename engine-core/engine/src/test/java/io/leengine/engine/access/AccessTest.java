package io.leengine.engine.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The role table, spelt out once more by hand so that a slip in either place shows. */
class AccessTest {
    private static final Map<Permission, Role> LEAST = new EnumMap<>(Map.ofEntries(
        Map.entry(Permission.SEE_APPLICATION, Role.GUEST), Map.entry(Permission.SEE_APPLICATION_MEMBERS, Role.GUEST),
        Map.entry(Permission.READ_APPLICATION, Role.REPORTER),
        Map.entry(Permission.INSPECT_APPLICATION, Role.DEVELOPER),
        Map.entry(Permission.OPERATE_APPLICATION, Role.MASTER),
        Map.entry(Permission.CHANGE_APPLICATION_MEMBERS, Role.MASTER),
        Map.entry(Permission.CHANGE_APPLICATION_TOKENS, Role.MASTER),
        Map.entry(Permission.HAND_OVER_APPLICATION, Role.OWNER), Map.entry(Permission.DELETE_APPLICATION, Role.OWNER),
        Map.entry(Permission.SEE_IMAGE, Role.GUEST), Map.entry(Permission.SEE_IMAGE_MEMBERS, Role.GUEST),
        Map.entry(Permission.PULL_IMAGE, Role.REPORTER), Map.entry(Permission.READ_IMAGE, Role.REPORTER),
        Map.entry(Permission.PUSH_IMAGE, Role.DEVELOPER), Map.entry(Permission.CHANGE_IMAGE, Role.MASTER),
        Map.entry(Permission.CHANGE_IMAGE_MEMBERS, Role.MASTER), Map.entry(Permission.MOVE_IMAGE, Role.OWNER),
        Map.entry(Permission.CHANGE_IMAGE_TOKENS, Role.MASTER),
        Map.entry(Permission.HAND_OVER_IMAGE, Role.OWNER), Map.entry(Permission.DELETE_IMAGE, Role.OWNER),
        Map.entry(Permission.SEE_IMAGE_GROUP, Role.GUEST), Map.entry(Permission.SEE_IMAGE_GROUP_MEMBERS, Role.GUEST),
        Map.entry(Permission.READ_IMAGE_GROUP, Role.REPORTER), Map.entry(Permission.FILL_IMAGE_GROUP, Role.MASTER),
        Map.entry(Permission.CHANGE_IMAGE_GROUP, Role.MASTER),
        Map.entry(Permission.CHANGE_IMAGE_GROUP_MEMBERS, Role.MASTER),
        Map.entry(Permission.CHANGE_IMAGE_GROUP_TOKENS, Role.MASTER),
        Map.entry(Permission.HAND_OVER_IMAGE_GROUP, Role.OWNER), Map.entry(Permission.DELETE_IMAGE_GROUP, Role.OWNER),
        Map.entry(Permission.SEE_CODE_BUILD, Role.GUEST), Map.entry(Permission.SEE_CODE_BUILD_MEMBERS, Role.GUEST),
        Map.entry(Permission.READ_CODE_BUILD, Role.REPORTER), Map.entry(Permission.RUN_CODE_BUILD, Role.DEVELOPER),
        Map.entry(Permission.CHANGE_CODE_BUILD, Role.MASTER),
        Map.entry(Permission.CHANGE_CODE_BUILD_MEMBERS, Role.MASTER),
        Map.entry(Permission.CHANGE_CODE_BUILD_TOKENS, Role.MASTER),
        Map.entry(Permission.HAND_OVER_CODE_BUILD, Role.OWNER), Map.entry(Permission.DELETE_CODE_BUILD, Role.OWNER)));
    private static final List<Permission> PUBLIC =
        List.of(Permission.SEE_APPLICATION, Permission.SEE_IMAGE, Permission.PULL_IMAGE);

    private final MemoryStore store = new MemoryStore();

    private static Actor user(String id, boolean administrator) {
        return new Actor(Actor.Kind.USER, id, id, administrator, "test", "");
    }

    private void require(Actor actor, Permission permission, boolean isPublic) {
        store.read(session -> switch (permission.kind()) {
            case APPLICATION -> Access.require(session, actor, permission, new Application("r", "res", "", "img", "h",
                "g", !isPublic, false, Instant.EPOCH, "x", 1));
            case IMAGE -> Access.require(session, actor, permission,
                new Image("r", "res", "", isPublic, Instant.EPOCH, "x", 1));
            case IMAGE_GROUP -> Access.require(session, actor, permission,
                new ImageGroup("r", "res", "", Instant.EPOCH, "x", 1));
            default -> Access.require(session, actor, permission, new CodeBuild("r", "res", "", "https://x/y", "main", "",
                "Dockerfile", List.of(), "img", Duration.ofMinutes(1), Instant.EPOCH, "x", 1));
        });
    }

    private Optional<ErrorCode> answer(Actor actor, Permission permission, boolean isPublic) {
        try {
            require(actor, permission, isPublic);
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(e.code());
        }
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void membersMayWhatTheirRoleMay(Permission permission) {
        for (Role role : Role.values()) {
            store.write(session -> {
                session.members().put(new Member(permission.kind(), "r", "ann", role, Instant.EPOCH));
                return null;
            });
            for (boolean isPublic : new boolean[] {true, false}) {
                boolean anyone = isPublic && PUBLIC.contains(permission);
                Optional<ErrorCode> expected = anyone || role.compareTo(LEAST.get(permission)) >= 0 ? Optional.empty()
                    : Optional.of(ErrorCode.FORBIDDEN);
                assertEquals(expected, answer(user("ann", false), permission, isPublic), role + " public " + isPublic);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void othersMayOnlyWhatIsPublicAndLearnOfNothingElse(Permission permission) {
        boolean canBePublic = permission.kind() == ResourceKind.APPLICATION || permission.kind() == ResourceKind.IMAGE;
        for (Actor actor : List.of(user("bob", false), Actor.anonymous("test", ""))) {
            assertEquals(Optional.of(ErrorCode.NOT_FOUND), answer(actor, permission, false));
            Optional<ErrorCode> refused = !canBePublic ? Optional.of(ErrorCode.NOT_FOUND)
                : Optional.of(actor.kind() == Actor.Kind.USER ? ErrorCode.FORBIDDEN : ErrorCode.UNAUTHENTICATED);
            assertEquals(PUBLIC.contains(permission) ? Optional.empty() : refused, answer(actor, permission, true));
        }
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void anAdministratorMayEverythingAndARobotHasNoMemberships(Permission permission) {
        assertDoesNotThrow(() -> require(user("root", true), permission, false));
        store.write(session -> {
            session.members().put(new Member(permission.kind(), "r", "ann", Role.OWNER, Instant.EPOCH));
            return null;
        });
        Actor robot = new Actor(Actor.Kind.ROBOT, "ann", "ann", false, "test", "");
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class,
            () -> require(robot, permission, false)).code());
        ResourceKind other = permission.kind() == ResourceKind.IMAGE ? ResourceKind.APPLICATION : ResourceKind.IMAGE;
        store.write(session -> {
            session.members().put(new Member(other, "r", "eve", Role.OWNER, Instant.EPOCH));
            return null;
        });
        assertEquals(Optional.of(ErrorCode.NOT_FOUND), answer(user("eve", false), permission, false));
    }
}
