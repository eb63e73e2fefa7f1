package io.leengine.engine.access;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;

/** The role table: the least role for each thing one can do with a resource. */
public enum Permission {
    /** See an application, its versions and instances. */
    SEE_APPLICATION(ResourceKind.APPLICATION, Role.GUEST, true),
    /** Read an application's metrics, events and activity. */
    READ_APPLICATION(ResourceKind.APPLICATION, Role.REPORTER, false),
    /** Read an application's logs and environment. */
    INSPECT_APPLICATION(ResourceKind.APPLICATION, Role.DEVELOPER, false),
    /** Deploy, scale, weigh, roll back, restart, delete versions, change the domain. */
    OPERATE_APPLICATION(ResourceKind.APPLICATION, Role.MASTER, false),
    /** Delete an application. */
    DELETE_APPLICATION(ResourceKind.APPLICATION, Role.OWNER, false),
    /** See an image and its tags. */
    SEE_IMAGE(ResourceKind.IMAGE, Role.GUEST, true),
    /** Pull an image. */
    PULL_IMAGE(ResourceKind.IMAGE, Role.REPORTER, true),
    /** Push to an image. */
    PUSH_IMAGE(ResourceKind.IMAGE, Role.DEVELOPER, false),
    /** Delete tags, change visibility and description. */
    CHANGE_IMAGE(ResourceKind.IMAGE, Role.MASTER, false),
    /** Delete an image. */
    DELETE_IMAGE(ResourceKind.IMAGE, Role.OWNER, false),
    /** See a code build and its runs. */
    SEE_CODE_BUILD(ResourceKind.CODE_BUILD, Role.GUEST, false),
    /** Read the logs of runs. */
    READ_CODE_BUILD(ResourceKind.CODE_BUILD, Role.REPORTER, false),
    /** Run a code build, end its runs. */
    RUN_CODE_BUILD(ResourceKind.CODE_BUILD, Role.DEVELOPER, false),
    /** Change a code build, clear its cache. */
    CHANGE_CODE_BUILD(ResourceKind.CODE_BUILD, Role.MASTER, false),
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
}
