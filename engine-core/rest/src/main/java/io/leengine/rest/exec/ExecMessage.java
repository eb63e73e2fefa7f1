package io.leengine.rest.exec;

import io.leengine.model.EngineException;
import io.leengine.rest.view.Doc;
import java.util.Optional;

/**
 * What a caller says beside the bytes it types: exactly one of these.
 *
 * @param resize the terminal's new size
 * @param close what nothing more comes for; only {@code input}
 */
record ExecMessage(Optional<Size> resize, Optional<String> close) {
    static final int MOST = 1_000;
    private static final String INPUT = "input";

    /** Returns this, or throws {@code INVALID} when it is none of them, or both. */
    ExecMessage checked() {
        if (resize.isPresent() == close.isPresent() || close.filter(word -> !word.equals(INPUT)).isPresent()) {
            throw EngineException.invalid("message", "A text message is {\"resize\":{\"columns\":…,\"rows\":…}} or "
                + "{\"close\":\"input\"}.").withNextStep("Send what is for the command as binary messages.");
        }
        return this;
    }

    /**
     * A terminal's size, in characters.
     *
     * @param columns in a line
     * @param rows in all
     */
    record Size(@Doc(value = "In a line.", least = 1, most = MOST) int columns,
            @Doc(value = "In all.", least = 1, most = MOST) int rows) {
    }
}
