package io.leengine.engine.domain;

import java.util.Arrays;
import java.util.Optional;

/** What is counted a day. */
public enum CountedOperation {
    /** A version was deployed. */
    DEPLOY("application.deploy", "deploys"),
    /** A version was scaled. */
    SCALE("application.scale", "scalings"),
    /** An application went back to an earlier version. */
    ROLL_BACK("application.roll-back", "rollBacks"),
    /** A build run was asked for. */
    BUILD("code-build.run", "builds"),
    /** A manifest was pushed. */
    PUSH("image.push", "pushes"),
    /** A manifest was pulled; that is no change, so it is counted apart. */
    PULL("image.pull", "pulls");

    private final String action;
    private final String field;

    CountedOperation(String action, String field) {
        this.action = action;
        this.field = field;
    }

    /** Returns its name in the API. */
    public String field() {
        return field;
    }

    /** Returns what an action counts as, if it is counted. */
    public static Optional<CountedOperation> of(String action) {
        return Arrays.stream(values()).filter(each -> each.action.equals(action)).findFirst();
    }
}
