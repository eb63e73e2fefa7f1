package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.sim.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String RIGHT = "correct horse battery";
    private static final String WRONG = "correct horse batterz";

    private final MovingClock clock = new MovingClock();
    private final RecentMatches recent = new RecentMatches(clock);
    private final Passwords passwords = new Passwords(recent);
    private final String hash = passwords.hash("password", RIGHT, "ada");

    @Test
    void aRightOneIsRememberedForAWhile() {
        assertFalse(recent.has(RIGHT, hash));
        assertTrue(passwords.matches(RIGHT, hash));
        assertTrue(recent.has(RIGHT, hash));
        clock.pass(Duration.ofMinutes(5));
        assertFalse(recent.has(RIGHT, hash));
        assertTrue(passwords.matches(RIGHT, hash));
    }

    @Test
    void whatIsRememberedIsNotComputedAgain() {
        recent.add(WRONG, hash);
        assertTrue(passwords.matches(WRONG, hash));
    }

    @Test
    void aWrongOneIsNotRemembered() {
        assertFalse(passwords.matches(WRONG, hash));
        assertFalse(recent.has(WRONG, hash));
        assertTrue(passwords.matches(RIGHT, hash));
        assertFalse(passwords.matches(WRONG, hash));
    }

    @Test
    void anOldOneIsNotRememberedForANewHash() {
        assertTrue(passwords.matches(RIGHT, hash));
        String next = passwords.hash("password", "another horse battery", "ada");
        assertFalse(passwords.matches(RIGHT, next));
        assertFalse(passwords.matches(RIGHT, passwords.unmatchable()));
    }

    @Test
    void aClockThatIsSetBackKeepsNothingForLonger() {
        assertTrue(passwords.matches(RIGHT, hash));
        clock.pass(Duration.ofHours(-1));
        assertFalse(recent.has(RIGHT, hash));
    }

    @Test
    void aFloodOfUsersDoesNotFillTheMemory() {
        for (int i = 0; i < 10_000; i++) {
            recent.add("password " + i, hash);
        }
        assertTrue(recent.has("password 0", hash));
        recent.add(RIGHT, hash);
        assertFalse(recent.has("password 0", hash));
        assertTrue(recent.has(RIGHT, hash));
    }
}
