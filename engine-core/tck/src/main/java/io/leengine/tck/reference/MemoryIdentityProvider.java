package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Recognizes people of a directory in memory, by password and by sending them there. */
public final class MemoryIdentityProvider extends MemoryPart implements IdentityProvider, PasswordCheck, RedirectLogIn {
    private static final String WRONG = "The name or the password is wrong.";

    private final Directory directory;
    private final LogInPolicy policy;

    /** Who is who; it outlives the part. */
    public static final class Directory {
        private final Map<String, Person> people = new HashMap<>();
        private final Map<String, String> passwords = new HashMap<>();
        private final Map<String, String> codes = new HashMap<>();

        /** Makes an empty one. */
        public Directory() {
            // Nothing to set.
        }

        /** Adds somebody. */
        public synchronized void add(Person person, String password) {
            people.put(person.userName(), person);
            passwords.put(person.userName(), password);
        }

        /** Plays the provider's page, where somebody logs in; returns what the browser goes back with. */
        public synchronized Map<String, String> visit(URI url, String userName, String password) {
            String query = url.getQuery();
            String state = query.substring(query.indexOf("state=") + 6);
            if (!password.equals(passwords.get(userName))) {
                return Map.of("state", state, "error", "access_denied");
            }
            String code = UUID.randomUUID().toString();
            codes.put(code, state + " " + userName);
            return Map.of("state", state, "code", code);
        }

        private synchronized Optional<Person> verify(String name, String password) {
            return Optional.ofNullable(people.get(name))
                .filter(person -> !password.isEmpty() && password.equals(passwords.get(name)));
        }

        /** A code is good once, and for the state it was made for. */
        private synchronized Optional<Person> redeem(String code, String state) {
            String kept = code == null ? null : codes.remove(code);
            return kept != null && kept.startsWith(state + " ")
                ? Optional.of(people.get(kept.substring(state.length() + 1))) : Optional.empty();
        }
    }

    /** Opens a part that asks a directory, whose people get users. */
    public MemoryIdentityProvider(String name, Directory directory) {
        this(name, directory, new LogInPolicy("Directory in memory", true, Optional.empty()));
    }

    /** Opens a part that asks a directory. */
    public MemoryIdentityProvider(String name, Directory directory, LogInPolicy policy) {
        super(name);
        this.directory = directory;
        this.policy = policy;
    }

    @Override
    public LogInPolicy policy() {
        return policy;
    }

    @Override
    public Person verify(CallContext context, String name, String password) throws InterruptedException {
        enter(context);
        return directory.verify(name, password)
            .orElseThrow(() -> new EngineException(ErrorCode.UNAUTHENTICATED, WRONG));
    }

    @Override
    public LogInStart begin(CallContext context) throws InterruptedException {
        enter(context);
        String state = UUID.randomUUID().toString();
        return new LogInStart(URI.create("https://directory.invalid/log-in?state=" + state), state, "");
    }

    @Override
    public Person finish(CallContext context, LogInStart start, Map<String, String> answer) throws InterruptedException {
        enter(context);
        if (!start.state().equals(answer.get("state"))) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The answer belongs to another log-in.");
        }
        return directory.redeem(answer.get("code"), start.state()).orElseThrow(() ->
            new EngineException(ErrorCode.UNAUTHENTICATED, "The directory did not say who it is."));
    }

    /** Returns a person of these names, in no group. */
    public static Person person(String subject, String userName) {
        return new Person(subject, userName, Optional.empty(), Set.of());
    }
}
