package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What every {@link IdentityProvider} does. */
public abstract class IdentityProviderConformance extends TimedSeamConformance<IdentityProvider> {
    private static final int CALLER = 1_000_000;

    /** The provider under test. */
    protected IdentityProvider provider;

    private final Map<Integer, String> subjects = new ConcurrentHashMap<>();
    private final Set<Recognized> recognized = ConcurrentHashMap.newKeySet();

    /** A person whom one opening has recognized, and is not asked for again: a log-in is dear at a real provider. */
    private record Recognized(IdentityProvider by, int number) {
    }

    /**
     * Somebody the directory knows.
     *
     * @param userName what they type as their name, and what they are called
     * @param password what they type then
     */
    public record Somebody(String userName, String password) {
    }

    /** Returns somebody the directory knows by now, another one for each number and the same one for the same. */
    protected abstract Somebody somebody(int number) throws Exception;

    /**
     * Plays the browser of somebody who is sent to the provider and logs in there: returns the query parameters that the
     * provider sends it back with. Only for a provider with {@link RedirectLogIn}.
     */
    protected Map<String, String> visit(URI url, Somebody who) throws Exception {
        throw new UnsupportedOperationException("A provider with RedirectLogIn needs a browser");
    }

    @Override
    final void under(IdentityProvider opened) {
        provider = opened;
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.PASSWORD_CHECK, Ability.REDIRECT_LOG_IN);
    }

    private Person logIn(IdentityProvider opened, int number) throws Exception {
        Somebody who = somebody(number);
        if (has(Ability.PASSWORD_CHECK)) {
            return passwords(opened).verify(ctx(), who.userName(), who.password());
        }
        LogInStart start = redirects(opened).begin(ctx());
        return redirects(opened).finish(ctx(), start, visit(start.url(), who));
    }

    private static PasswordCheck passwords(IdentityProvider opened) {
        return opened.ability(PasswordCheck.class).orElseThrow();
    }

    private static RedirectLogIn redirects(IdentityProvider opened) {
        return opened.ability(RedirectLogIn.class).orElseThrow();
    }

    // A log-in leaves nothing in a part: its trace is that the same person is recognized as the same again.

    @Override
    final void leave(IdentityProvider opened, int trace) throws Exception {
        String subject = logIn(opened, trace).subject();
        assertEquals(subject, subjects.computeIfAbsent(trace, number -> subject), "the subject of one person");
        recognized.add(new Recognized(opened, trace));
    }

    @Override
    final Collection<Integer> traces(IdentityProvider opened) throws Exception {
        List<Integer> known = new ArrayList<>();
        for (Map.Entry<Integer, String> each : subjects.entrySet()) {
            Recognized again = new Recognized(opened, each.getKey());
            if (recognized.contains(again) || logIn(opened, each.getKey()).subject().equals(each.getValue())) {
                recognized.add(again);
                known.add(each.getKey());
            }
        }
        return known;
    }

    @Override
    final List<SeamCall<IdentityProvider>> calls() {
        List<SeamCall<IdentityProvider>> calls = new ArrayList<>();
        if (has(Ability.PASSWORD_CHECK)) {
            calls.add(new SeamCall<>("verify", (it, context) -> {
                Somebody who = somebody(CALLER);
                passwords(it).verify(context, who.userName(), who.password());
            }));
        }
        if (has(Ability.REDIRECT_LOG_IN)) {
            calls.add(new SeamCall<>("begin", (it, context) -> redirects(it).begin(context)));
        }
        return calls;
    }

    @Override
    final List<SeamCall<IdentityProvider>> badCalls() {
        // What is wrong shows that somebody is not recognized, and nothing else: UNAUTHENTICATED, checked below.
        return List.of();
    }

    private static String refused(org.junit.jupiter.api.function.Executable call) {
        EngineException error = assertThrows(EngineException.class, call);
        assertEquals(ErrorCode.UNAUTHENTICATED, error.code(), error.getMessage());
        return error.getMessage();
    }

    @Test
    void thereIsAWayToLogIn() {
        assertTrue(has(Ability.PASSWORD_CHECK) || has(Ability.REDIRECT_LOG_IN), "one of the two abilities must be there");
    }

    @Test
    void thePolicyAnswersAtOnceAndAlways() throws Exception {
        IdentityProvider former = provider;
        assertNotNull(former.policy().title());
        assertEquals(former.policy(), former.policy());
        shut(former);
        assertNotNull(former.policy(), "after its close");
    }

    @Test
    void onePersonIsOneSubjectAndTwoAreTwo() throws Exception {
        Person one = logIn(provider, 1);
        Person two = logIn(provider, 2);
        assertNotEquals(one.subject(), two.subject());
        assertEquals(one.subject(), logIn(provider, 1).subject());
        assertEquals(somebody(1).userName(), one.userName());
    }

    @Test
    void aWrongPasswordAnUnknownNameAndNoPasswordLookTheSame() {
        if (has(Ability.PASSWORD_CHECK)) {
            assertPasswordsAlike(passwords(provider));
        }
    }

    private void assertPasswordsAlike(PasswordCheck passwords) {
        String wrong = refused(() -> passwords.verify(ctx(), somebody(1).userName(), "not it"));
        assertEquals(wrong, refused(() -> passwords.verify(ctx(), "nobody-of-this-name", "not it")));
        assertEquals(wrong, refused(() -> passwords.verify(ctx(), somebody(1).userName(), "")));
        assertEquals(wrong, refused(() -> passwords.verify(ctx(), "", "")));
        for (String odd : List.of("*", "a)(uid=*", "\u0000", "a,b=c", "x".repeat(5_000))) {
            assertEquals(wrong, refused(() -> passwords.verify(ctx(), odd, somebody(1).password())));
        }
        assertFalse(refused(() -> passwords.verify(ctx(), somebody(1).userName(), "a-very-secret-try"))
            .contains("a-very-secret-try"), "no message holds a password");
    }

    @Test
    void everyStartHasAStateOfItsOwn() throws Exception {
        if (has(Ability.REDIRECT_LOG_IN)) {
            LogInStart one = redirects(provider).begin(ctx());
            LogInStart two = redirects(provider).begin(ctx());
            assertNotEquals(one.state(), two.state());
            assertTrue(one.state().length() >= 22, "a state has 128 bits at least: " + one.state().length() + " characters");
            assertTrue(one.url().isAbsolute(), "where the browser goes");
        }
    }

    @Test
    void anAnswerEndsItsOwnStartAndOnlyOnce() throws Exception {
        if (has(Ability.REDIRECT_LOG_IN)) {
            RedirectLogIn redirects = redirects(provider);
            LogInStart start = redirects.begin(ctx());
            LogInStart other = redirects.begin(ctx());
            Map<String, String> answer = visit(start.url(), somebody(1));
            refused(() -> redirects.finish(ctx(), other, answer));
            LogInStart fresh = redirects.begin(ctx());
            Map<String, String> good = visit(fresh.url(), somebody(1));
            assertNotNull(redirects.finish(ctx(), fresh, good).subject());
            refused(() -> redirects.finish(ctx(), fresh, good));
        }
    }

    @Test
    void aForgedAnswerIsRefused() throws Exception {
        if (has(Ability.REDIRECT_LOG_IN)) {
            RedirectLogIn redirects = redirects(provider);
            LogInStart start = redirects.begin(ctx());
            refused(() -> redirects.finish(ctx(), start, Map.of()));
            refused(() -> redirects.finish(ctx(), start, Map.of("state", start.state())));
            refused(() -> redirects.finish(ctx(), start, Map.of("state", start.state(), "code", "forged")));
            refused(() -> redirects.finish(ctx(), start, Map.of("state", start.state(), "error", "access_denied")));
            Map<String, String> wrongState = new HashMap<>(visit(start.url(), somebody(1)));
            wrongState.put("state", "another");
            refused(() -> redirects.finish(ctx(), start, wrongState));
        }
    }

    @Test
    void aSuccessorEndsWhatWasBegun() throws Exception {
        if (has(Ability.REDIRECT_LOG_IN)) {
            LogInStart start = redirects(provider).begin(ctx());
            Map<String, String> answer = visit(start.url(), somebody(1));
            reopen();
            assertEquals(somebody(1).userName(), redirects(provider).finish(ctx(), start, answer).userName());
        }
    }
}
