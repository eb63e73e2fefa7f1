package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import org.junit.jupiter.api.Test;

/** What is said of a command that ended without a status of its own. */
class CommandEndTest {
    private static String complaint(int code, String message) {
        CommandEnd end = new CommandEnd();
        end.onExit(code, new StatusBuilder().withMessage(message).build());
        return end.complaint();
    }

    @Test
    void theRuntimesReasonIsSaidWithoutItsPath() {
        assertEquals("The command could not be started: exec: \"sh\": not found", complaint(-1, "Internal error occurred: error "
            + "executing command: exec failed: unable to start container process: exec: \"sh\": not found"));
    }

    @Test
    void anythingElseIsSaidAsItIsAndIsNoFailureToStart() {
        assertEquals("The command failed: container not found", complaint(-1, "container not found"));
        assertEquals("", complaint(-1, null));
        assertEquals("", complaint(7, "command terminated with exit code 7"));
    }
}
