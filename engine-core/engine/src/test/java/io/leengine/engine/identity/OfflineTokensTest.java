package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfflineTokensTest {
    private static final String PASSWORD = "correct horse battery";

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final Changes changes = new Changes(store, clock);
    private final IdentityService identity = new IdentityService(store, changes, new Passwords(), new Ids(), clock);
    private final OfflineTokens tokens = new OfflineTokens(new StoredKeyRing(store), identity, clock);

    private Actor ann() {
        var user = identity.createUser(Actor.engine("r"), "ann", PASSWORD, false);
        return new Actor(Actor.Kind.USER, user.id(), "ann", false, "r", "");
    }

    private void assertRefused(String token) {
        assertEquals(ErrorCode.UNAUTHENTICATED,
            assertThrows(EngineException.class, () -> tokens.read(token, "r", "")).code(), token);
    }

    @Test
    void itStandsForItsUserForThirtyDays() {
        Actor ann = ann();
        String token = tokens.issue(ann).orElseThrow();
        assertTrue(token.startsWith("leo_"), token);
        assertEquals(ann.id(), tokens.read(token, "r2", "there").id());
        assertEquals("there", tokens.read(token, "r2", "there").address());
        assertEquals(ann.id(), new OfflineTokens(new StoredKeyRing(store), identity, clock).read(token, "r", "").id());
        clock.pass(Duration.ofDays(30));
        assertRefused(token);
    }

    @Test
    void nobodyAndRobotsGetNone() {
        assertEquals(Optional.empty(), tokens.issue(Actor.anonymous("r", "")));
        assertEquals(Optional.empty(), tokens.issue(new Actor(Actor.Kind.ROBOT, "PULL:hello", "robot", false, "r", "")));
    }

    @Test
    void oneThatIsChangedIsRefused() {
        String token = tokens.issue(ann()).orElseThrow();
        String end = token.endsWith("A") ? "B" : "A";
        // The last character carries two bits that mean nothing; the first of the code does not.
        int code = token.lastIndexOf('.') + 1;
        assertRefused(token.substring(0, code) + (token.charAt(code) == 'A' ? "B" : "A") + token.substring(code + 1));
        assertRefused(token + end);
        assertRefused("leo_" + end + token.substring(5));
        assertRefused(token.substring(0, code));
        assertRefused("");
        assertRefused(".");
        assertRefused("leo_.x");
    }

    @Test
    void aNewPasswordEndsIt() {
        Actor ann = ann();
        String token = tokens.issue(ann).orElseThrow();
        clock.pass(Duration.ofSeconds(1));
        identity.resetPassword(Actor.engine("r"), "ann", "another horse battery");
        assertRefused(token);
        clock.pass(Duration.ofSeconds(1));
        assertEquals(ann.id(), tokens.read(tokens.issue(ann).orElseThrow(), "r", "").id());
    }

    @Test
    void itReachesNoFurtherAndLastsNoLongerThanTheTokenItWasHadWith() {
        Actor ann = ann();
        var personal = identity.createToken(ann, new Identity.TokenDraft("ci", Optional.of(Duration.ofDays(1)), Role.REPORTER,
            Set.of(ResourceKind.IMAGE), Optional.empty(), false));
        Actor withToken = identity.authenticate(personal.secret(), "r", "");
        String token = tokens.issue(withToken).orElseThrow();
        assertEquals(withToken.reach(), tokens.read(token, "r", "").reach());
        clock.pass(Duration.ofDays(1));
        assertRefused(token);
    }
}
