package io.leengine.scheduler.local.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A number is not enough to know a process by. */
class HostProcessTest {
    private final HostProcess self = HostProcess.of(ProcessHandle.current().pid()).orElseThrow();

    @Test
    void theSameNumberWithAnotherStartIsAnotherProcess() {
        assertTrue(self.alive());
        assertFalse(new HostProcess(self.pid(), self.ticks() - 1, self.boot()).alive());
        assertFalse(new HostProcess(self.pid(), self.ticks(), "another start of the machine").alive());
    }

    @Test
    void aNameInParenthesesDoesNotConfuse() {
        String stat = "7 (a) R (b)) S 5 " + "0 ".repeat(9) + "3 4 " + "0 ".repeat(6) + "99 0 12 0";
        ProcessTimes times = ProcessTimes.parse(stat);
        assertEquals(new ProcessTimes('S', 5, 7, 99, 12), times);
    }
}
