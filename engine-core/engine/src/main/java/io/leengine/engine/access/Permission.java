package io.leengine.engine.access;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;

/**
 * The role table: the least role for each thing one can do with a resource. Which operation needs which permission is
 * said where the operation is: at the route, or at the registry's action.
 */
public enum Permission {
    /** See an application, its versions and instances. */
    SEE_APPLICATION(ResourceKind.APPLICATION, Role.GUEST, true),
    /** See an application's members; leave it. */
    SEE_APPLICATION_MEMBERS(ResourceKind.APPLICATION, Role.GUEST, false),
    /** Read an application's metrics, events, activity and domain settings. */
    READ_APPLICATION(ResourceKind.APPLICATION, Role.REPORTER, false),
    /** Read an application's logs and environment; run commands in its instances. */
    INSPECT_APPLICATION(ResourceKind.APPLICATION, Role.DEVELOPER, false),
    /** Deploy, scale, weigh, roll back, restart, delete versions, change the domain and its settings. */
    OPERATE_APPLICATION(ResourceKind.APPLICATION, Role.MASTER, false),
    /** Add, change and remove members of an application, up to one's own role; Owners by Owners only. */
    CHANGE_APPLICATION_MEMBERS(ResourceKind.APPLICATION, Role.MASTER, false),
    /** Make, see and end the deploy tokens of an application. */
    CHANGE_APPLICATION_TOKENS(ResourceKind.APPLICATION, Role.MASTER, false),
    /** Make another user the Owner of an application in one's own place. */
    HAND_OVER_APPLICATION(ResourceKind.APPLICATION, Role.OWNER, false),
    /** Delete an application. */
    DELETE_APPLICATION(ResourceKind.APPLICATION, Role.OWNER, false),
    /** See an image and its tags. */
    SEE_IMAGE(ResourceKind.IMAGE, Role.GUEST, true),
    /** See an image's members; leave it. */
    SEE_IMAGE_MEMBERS(ResourceKind.IMAGE, Role.GUEST, false),
    /** Pull an image. */
    PULL_IMAGE(ResourceKind.IMAGE, Role.REPORTER, true),
    /** Read an image's activity. */
    READ_IMAGE(ResourceKind.IMAGE, Role.REPORTER, false),
    /** Push to an image. */
    PUSH_IMAGE(ResourceKind.IMAGE, Role.DEVELOPER, false),
    /** Delete tags, change visibility and description. */
    CHANGE_IMAGE(ResourceKind.IMAGE, Role.MASTER, false),
    /** Add, change and remove members of an image, up to one's own role; Owners by Owners only. */
    CHANGE_IMAGE_MEMBERS(ResourceKind.IMAGE, Role.MASTER, false),
    /** Make, see and end the deploy tokens of an image. */
    CHANGE_IMAGE_TOKENS(ResourceKind.IMAGE, Role.MASTER, false),
    /** Put an image into a group, or take it out; it changes who reaches the image. */
    MOVE_IMAGE(ResourceKind.IMAGE, Role.OWNER, false),
    /** Make another user the Owner of an image in one's own place. */
    HAND_OVER_IMAGE(ResourceKind.IMAGE, Role.OWNER, false),
    /** Delete an image. */
    DELETE_IMAGE(ResourceKind.IMAGE, Role.OWNER, false),
    /** See an image group. */
    SEE_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.GUEST, false),
    /** See an image group's members; leave it. */
    SEE_IMAGE_GROUP_MEMBERS(ResourceKind.IMAGE_GROUP, Role.GUEST, false),
    /** Read an image group's activity. */
    READ_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.REPORTER, false),
    /** Put images into a group, and take them out. */
    FILL_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.MASTER, false),
    /** Change an image group. */
    CHANGE_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.MASTER, false),
    /** Add, change and remove members of an image group, up to one's own role; Owners by Owners only. */
    CHANGE_IMAGE_GROUP_MEMBERS(ResourceKind.IMAGE_GROUP, Role.MASTER, false),
    /** Make, see and end the deploy tokens of an image group. */
    CHANGE_IMAGE_GROUP_TOKENS(ResourceKind.IMAGE_GROUP, Role.MASTER, false),
    /** Make another user the Owner of an image group in one's own place. */
    HAND_OVER_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.OWNER, false),
    /** Delete an image group. */
    DELETE_IMAGE_GROUP(ResourceKind.IMAGE_GROUP, Role.OWNER, false),
    /** See a code build and its runs. */
    SEE_CODE_BUILD(ResourceKind.CODE_BUILD, Role.GUEST, false),
    /** See a code build's members; leave it. */
    SEE_CODE_BUILD_MEMBERS(ResourceKind.CODE_BUILD, Role.GUEST, false),
    /** Read the logs of runs, and a code build's activity. */
    READ_CODE_BUILD(ResourceKind.CODE_BUILD, Role.REPORTER, false),
    /** Run a code build, end its runs. */
    RUN_CODE_BUILD(ResourceKind.CODE_BUILD, Role.DEVELOPER, false),
    /** Change a code build, clear its cache. */
    CHANGE_CODE_BUILD(ResourceKind.CODE_BUILD, Role.MASTER, false),
    /** Add, change and remove members of a code build, up to one's own role; Owners by Owners only. */
    CHANGE_CODE_BUILD_MEMBERS(ResourceKind.CODE_BUILD, Role.MASTER, false),
    /** Make, see and end the deploy tokens of a code build. */
    CHANGE_CODE_BUILD_TOKENS(ResourceKind.CODE_BUILD, Role.MASTER, false),
    /** Make another user the Owner of a code build in one's own place. */
    HAND_OVER_CODE_BUILD(ResourceKind.CODE_BUILD, Role.OWNER, false),
    /** Delete a code build. */
    DELETE_CODE_BUILD(ResourceKind.CODE_BUILD, Role.OWNER, false);

    private final ResourceKind kind;
    private final Role least;
    private final boolean anyoneIfPublic;

    Permission(ResourceKind kind, Role least, boolean anyoneIfPublic) {
        this.kind = kind;
        this.least = least;
        this.anyoneIfPublic = anyoneIfPublic;
    }

    /** Returns the kind of resource it is about. */
    public ResourceKind kind() {
        return kind;
    }

    /** Returns the least role that has it. */
    public Role least() {
        return least;
    }

    /** Returns whether it needs no membership when the resource is public. */
    public boolean anyoneIfPublic() {
        return anyoneIfPublic;
    }

    /** Returns what reading the activity of a kind of resource needs. */
    public static Permission reading(ResourceKind kind) {
        return of(kind, READ_APPLICATION, READ_IMAGE, READ_IMAGE_GROUP, READ_CODE_BUILD);
    }

    /** Returns what seeing the members of a kind of resource, and leaving them, needs. */
    public static Permission seeingMembers(ResourceKind kind) {
        return of(kind, SEE_APPLICATION_MEMBERS, SEE_IMAGE_MEMBERS, SEE_IMAGE_GROUP_MEMBERS, SEE_CODE_BUILD_MEMBERS);
    }

    /** Returns what changing the members of a kind of resource needs. */
    public static Permission changingMembers(ResourceKind kind) {
        return of(kind, CHANGE_APPLICATION_MEMBERS, CHANGE_IMAGE_MEMBERS, CHANGE_IMAGE_GROUP_MEMBERS,
            CHANGE_CODE_BUILD_MEMBERS);
    }

    /** Returns what handing over the ownership of a kind of resource needs. */
    public static Permission handingOver(ResourceKind kind) {
        return of(kind, HAND_OVER_APPLICATION, HAND_OVER_IMAGE, HAND_OVER_IMAGE_GROUP, HAND_OVER_CODE_BUILD);
    }

    /** Returns what seeing a kind of resource needs. */
    public static Permission seeing(ResourceKind kind) {
        return of(kind, SEE_APPLICATION, SEE_IMAGE, SEE_IMAGE_GROUP, SEE_CODE_BUILD);
    }

    /** Returns what the deploy tokens of a kind of resource need. */
    public static Permission changingTokens(ResourceKind kind) {
        return of(kind, CHANGE_APPLICATION_TOKENS, CHANGE_IMAGE_TOKENS, CHANGE_IMAGE_GROUP_TOKENS, CHANGE_CODE_BUILD_TOKENS);
    }

    /** Returns whether it is about who else gets in; that is not for what belongs to nobody. */
    boolean forPeople() {
        return this == changingMembers(kind) || this == handingOver(kind) || this == changingTokens(kind);
    }

    private static Permission of(ResourceKind kind, Permission application, Permission image, Permission group,
            Permission build) {
        return switch (kind) {
            case APPLICATION -> application;
            case IMAGE -> image;
            case IMAGE_GROUP -> group;
            case CODE_BUILD -> build;
            default -> throw new IllegalArgumentException("A " + kind.label() + " has no members");
        };
    }
}
