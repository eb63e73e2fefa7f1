package io.leengine.rest.exec;

import io.leengine.rest.view.ProblemView;
import java.util.Optional;

/**
 * The last thing a caller is told.
 *
 * @param exit the command's exit status
 * @param error what ended it, else
 */
record ExecEnd(Optional<Integer> exit, Optional<ProblemView> error) {
    static ExecEnd of(int status) {
        return new ExecEnd(Optional.of(status), Optional.empty());
    }

    static ExecEnd of(ProblemView error) {
        return new ExecEnd(Optional.empty(), Optional.of(error));
    }
}
