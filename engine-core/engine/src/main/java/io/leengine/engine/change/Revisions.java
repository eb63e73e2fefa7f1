package io.leengine.engine.change;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Optional;

/** Checks what a caller has seen against what is there. */
public final class Revisions {
    private Revisions() {
    }

    /** Throws {@code PRECONDITION_FAILED} when a revision was stated and is not the present one. */
    public static void check(Optional<Long> stated, long present, String what) {
        if (stated.isPresent() && stated.get() != present) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED, what + " was changed by somebody else: you have "
                + "seen revision " + stated.get() + ", it is at " + present + ".").withField("If-Match")
                .withNextStep("Read it again, and repeat the change if it is still right.");
        }
    }
}
