package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import io.leengine.tck.reference.MemoryIdentityProvider;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link IdentityProviderConformance} on {@link MemoryIdentityProvider}. */
final class IdentityKit extends IdentityProviderConformance {
    private static final String ALIKE = "aWrongPasswordAnUnknownNameAndNoPasswordLookTheSame";
    private static final String ONCE = "anAnswerEndsItsOwnStartAndOnlyOnce";
    private static final String FORGED = "aForgedAnswerIsRefused";
    private static final String SUBJECTS = "onePersonIsOneSubjectAndTwoAreTwo";

    static final List<Breaker<IdentityProvider>> BREAKERS = List.of(
        passwords("takes an empty password", (real, context, name, password) -> password.isEmpty() && !name.isEmpty()
            ? MemoryIdentityProvider.person("anonymous", name) : real.verify(context, name, password), ALIKE),
        passwords("tells an unknown name from a wrong password", (real, context, name, password) -> {
            if (!name.startsWith("somebody-")) {
                throw new EngineException(ErrorCode.UNAUTHENTICATED, "Who is that?");
            }
            return real.verify(context, name, password);
        }, ALIKE),
        passwords("repeats the password in its message", (real, context, name, password) -> {
            try {
                return real.verify(context, name, password);
            } catch (EngineException e) {
                throw password.startsWith("a-very") ? new EngineException(e.code(), "Not " + password) : e;
            }
        }, ALIKE),
        passwords("gives one subject to all", (real, context, name, password) ->
            MemoryIdentityProvider.person("one", real.verify(context, name, password).userName()), SUBJECTS),
        redirects("takes a code twice", () -> new Meddler() {
            private final Map<String, Person> known = new HashMap<>();

            @Override
            public synchronized Person finish(RedirectLogIn real, CallContext context, LogInStart start,
                    Map<String, String> answer) throws InterruptedException {
                String key = start.state() + answer.get("state") + answer.get("code");
                if (!known.containsKey(key)) {
                    known.put(key, real.finish(context, start, answer));
                }
                return known.get(key);
            }
        }, ONCE),
        redirects("does not look at the state", () -> new Meddler() {
            @Override
            public Person finish(RedirectLogIn real, CallContext context, LogInStart start, Map<String, String> answer)
                    throws InterruptedException {
                Map<String, String> same = new HashMap<>(answer);
                same.put("state", start.state());
                return real.finish(context, start, same);
            }
        }, FORGED),
        redirects("has one state for all", () -> new Meddler() {
            @Override
            public LogInStart begin(RedirectLogIn real, CallContext context) throws InterruptedException {
                real.begin(context);
                return new LogInStart(URI.create("https://directory.invalid/log-in?state=abcdefghijklmnopqrstuvwxyz"),
                    "abcdefghijklmnopqrstuvwxyz", "");
            }
        }, "everyStartHasAStateOfItsOwn", ONCE),
        redirects("keeps what it needs at the end to itself", () -> new Meddler() {
            private final Set<String> begun = ConcurrentHashMap.newKeySet();

            @Override
            public LogInStart begin(RedirectLogIn real, CallContext context) throws InterruptedException {
                LogInStart start = real.begin(context);
                begun.add(start.state());
                return start;
            }

            @Override
            public Person finish(RedirectLogIn real, CallContext context, LogInStart start, Map<String, String> answer)
                    throws InterruptedException {
                return begun.contains(start.state()) ? real.finish(context, start, answer)
                    : real.finish(context, start, Map.of());
            }
        }, "aSuccessorEndsWhatWasBegun"),
        Breaker.<IdentityProvider>that("has no policy once closed", "thePolicyAnswersAtOnceAndAlways")
            .on("policy", call -> {
                call.real().ability(PasswordCheck.class).orElseThrow().verify(Defects.ctx(), "somebody-7", "pass-7");
                return call.proceed();
            }));

    @RegisterExtension
    final Chosen<IdentityProvider> chosen = new Chosen<>(IdentityProvider.class, BREAKERS);

    private final MemoryIdentityProvider.Directory directory = new MemoryIdentityProvider.Directory();

    IdentityKit() {
        somebody(7);
    }

    /** A check of passwords that does something else. */
    private interface Check {
        Person verify(PasswordCheck real, CallContext context, String name, String password) throws InterruptedException;
    }

    /** A redirect that does something else. */
    private interface Meddler {
        default LogInStart begin(RedirectLogIn real, CallContext context) throws InterruptedException {
            return real.begin(context);
        }

        default Person finish(RedirectLogIn real, CallContext context, LogInStart start, Map<String, String> answer)
                throws InterruptedException {
            return real.finish(context, start, answer);
        }
    }

    private static Breaker<IdentityProvider> passwords(String defect, Check check, String... caughtBy) {
        return Breaker.<IdentityProvider>that(defect, caughtBy).on("ability", call -> {
            Optional<?> found = (Optional<?>) call.proceed();
            return call.argument(0, Class.class) != PasswordCheck.class ? found : found.map(PasswordCheck.class::cast)
                .map(real -> (PasswordCheck) (context, name, password) -> check.verify(real, context, name, password));
        });
    }

    private static Breaker<IdentityProvider> redirects(String defect, Supplier<Meddler> meddler, String... caughtBy) {
        return Breaker.<IdentityProvider>that(defect, caughtBy).on("ability", call -> {
            Optional<?> found = (Optional<?>) call.proceed();
            // One for each part, with which what it remembers dies.
            return call.argument(0, Class.class) != RedirectLogIn.class ? found : call.memory()
                .computeIfAbsent("redirects", key -> found.map(RedirectLogIn.class::cast)
                    .map(real -> new Meddled(real, meddler.get())));
        });
    }

    private record Meddled(RedirectLogIn real, Meddler meddler) implements RedirectLogIn {
        @Override
        public LogInStart begin(CallContext context) throws InterruptedException {
            return meddler.begin(real, context);
        }

        @Override
        public Person finish(CallContext context, LogInStart start, Map<String, String> answer)
                throws InterruptedException {
            return meddler.finish(real, context, start, answer);
        }
    }

    @Override
    protected IdentityProvider open() {
        return chosen.open(new MemoryIdentityProvider("memory", directory, new LogInPolicy("Memory", true, Optional.empty())));
    }

    @Override
    protected void close(IdentityProvider opened) throws Exception {
        chosen.close(opened, real -> ((MemoryIdentityProvider) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.PASSWORD_CHECK, Ability.REDIRECT_LOG_IN);
    }

    @Override
    protected Somebody somebody(int number) {
        Somebody who = new Somebody("somebody-" + number, "pass-" + number);
        directory.add(MemoryIdentityProvider.person("subject-" + number, who.userName()), who.password());
        return who;
    }

    @Override
    protected Map<String, String> visit(URI url, Somebody who) {
        return directory.visit(url, who.userName(), who.password());
    }
}
