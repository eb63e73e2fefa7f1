package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.LogIns;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Log-in at identity providers, over their parts and the store. */
public final class LogInService implements LogIns {
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final Duration ATTEMPT = Duration.ofMinutes(10);
    private static final int MOST_ATTEMPTS = 10_000;
    private static final Duration FULL = Duration.ofMinutes(1);
    private static final Pattern PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,500}");
    private static final String LOOPBACK = "http://127.0.0.1:";
    private static final int HIGHEST_PORT = 65_535;

    private final Store store;
    private final Changes changes;
    private final Seams seams;
    private final IdentityService identity;
    private final Accounts accounts;
    private final Secrets secrets = new Secrets();

    /** What it is made of. */
    public LogInService(Store store, Changes changes, Passwords passwords, Ids ids, Seams seams,
            IdentityService identity) {
        this.store = store;
        this.changes = changes;
        this.seams = seams;
        this.identity = identity;
        this.accounts = new Accounts(store, changes, passwords, ids, identity);
    }

    @Override
    public List<Provider> providers() {
        List<Provider> found = new ArrayList<>();
        seams.all(IdentityProvider.class).forEach((name, part) -> found.add(new Provider(name, part.policy().title(),
            part.ability(PasswordCheck.class).isPresent(), part.ability(RedirectLogIn.class).isPresent())));
        return found;
    }

    private IdentityProvider provider(String name) {
        if (store.read(session -> session.parts().find(SeamKind.IDENTITY, name)).isEmpty()) {
            throw EngineException.notFound("identity provider", name).withField("provider");
        }
        return seams.require(IdentityProvider.class, name);
    }

    private static <A> A ability(IdentityProvider part, Class<A> type, String instead) {
        return part.ability(type).orElseThrow(() -> EngineException.invalid("provider", "The identity provider "
            + part.name() + " does not work this way.").withNextStep(instead));
    }

    @Override
    public Issued logIn(String provider, String name, String password, String requestId, String address)
            throws InterruptedException {
        List<LogInThrottle.Subject> subjects =
            List.of(LogInThrottle.Subject.name(provider + "/" + name), LogInThrottle.Subject.address(address));
        identity.throttle().check(subjects);
        IdentityProvider part = provider(provider);
        PasswordCheck check = ability(part, PasswordCheck.class, "Log in with a browser there.");
        Person person;
        try {
            person = check.verify(CallContext.of(requestId, CALL), name, password);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                identity.throttle().check(subjects);
                identity.throttle().failed(subjects);
            }
            throw e;
        }
        identity.throttle().check(subjects);
        identity.throttle().succeeded(subjects);
        return identity.session(accounts.user(provider, person, part.policy(), requestId, address), requestId, address);
    }

    @Override
    public Begun begin(String provider, Landing landing, String requestId, String address) throws InterruptedException {
        String goal = goal(landing);
        RedirectLogIn redirects = ability(provider(provider), RedirectLogIn.class, "Log in there with name and password.");
        LogInStart start = redirects.begin(CallContext.of(requestId, CALL));
        String secret = secrets.next("lel_");
        LogInAttempt attempt = new LogInAttempt(Secrets.hash(start.state()), provider, memory(start), Secrets.hash(secret),
            goal, Optional.empty(), Optional.empty(), changes.now().plus(ATTEMPT));
        store.write(session -> {
            session.logIns().deleteOld(changes.now().minus(Duration.ofDays(1)), changes.now());
            if (session.logIns().attempts() >= MOST_ATTEMPTS) {
                throw new EngineException(ErrorCode.TOO_MANY_REQUESTS, "Too many log-ins are under way.")
                    .withNextStep("Try again in a minute.").withRetryAfter(FULL);
            }
            session.logIns().insert(attempt);
            return null;
        });
        return new Begun(start.url(), secret);
    }

    /** The state goes along: only its digest is kept as the key. */
    private static String memory(LogInStart start) {
        return start.state().length() + ":" + start.state() + start.url() + "\n" + start.memory();
    }

    private static LogInStart start(LogInAttempt attempt) {
        String kept = attempt.memory();
        int colon = kept.indexOf(':');
        int state = colon + 1 + Integer.parseInt(kept.substring(0, colon));
        int line = kept.indexOf('\n', state);
        return new LogInStart(URI.create(kept.substring(state, line)), kept.substring(colon + 1, state),
            kept.substring(line + 1));
    }

    private static String goal(Landing landing) {
        if (landing.path().isPresent() == landing.port().isPresent()) {
            throw EngineException.invalid("landing", "Say either 'landing', for a browser, or 'port', for a terminal.");
        }
        landing.port().ifPresent(port -> Identifiers.within("port", port, 1, HIGHEST_PORT));
        landing.path().filter(path -> !PATH.matcher(path).matches()).ifPresent(path -> {
            throw EngineException.invalid("landing", "'landing' must be a path of this engine that begins with '/'.");
        });
        return landing.path().orElseGet(() -> LOOPBACK + landing.port().orElseThrow() + "/");
    }

    @Override
    public Landed finish(Map<String, String> answer, String secret, String requestId, String address)
            throws InterruptedException {
        LogInAttempt attempt = taken(answer.getOrDefault("state", ""), secret);
        IdentityProvider part = provider(attempt.provider());
        RedirectLogIn redirects = ability(part, RedirectLogIn.class, "Log in there with name and password.");
        Person person = redirects.finish(CallContext.of(requestId, CALL), start(attempt), answer);
        User user = accounts.user(attempt.provider(), person, part.policy(), requestId, address);
        if (!terminal(attempt)) {
            return new Landed(attempt.landing(), Optional.of(identity.session(user, requestId, address)));
        }
        String code = secrets.next("lec_");
        store.write(session -> {
            session.logIns().insert(attempt.known(user.id(), Secrets.hash(code)));
            return null;
        });
        return new Landed(attempt.landing() + "?code=" + code, Optional.empty());
    }

    private static boolean terminal(LogInAttempt attempt) {
        return attempt.landing().startsWith(LOOPBACK);
    }

    /** Takes an attempt out of the store: an answer is looked at once. */
    private LogInAttempt taken(String state, String secret) {
        String hash = Secrets.hash(state);
        return store.write(session -> session.logIns().lockByState(hash)
                .filter(attempt -> attempt.user().isEmpty() && attempt.expiresAt().isAfter(changes.now()))
                .filter(attempt -> terminal(attempt) || same(attempt.boundHash(), secret)).map(attempt -> {
                    session.logIns().deleteAttempt(hash);
                    return attempt;
                }))
            .orElseThrow(() -> new EngineException(ErrorCode.UNAUTHENTICATED,
                "This log-in is unknown here, has ended, took too long, or was begun in another browser.")
                .withField("state").withNextStep("Begin again."));
    }

    private static boolean same(String hash, String secret) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII),
            Secrets.hash(secret).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Issued redeem(String secret, String code, String requestId, String address) {
        List<LogInThrottle.Subject> subjects = List.of(LogInThrottle.Subject.address(address));
        identity.throttle().check(subjects);
        Optional<User> user = store.write(session -> session.logIns().lockByCode(Secrets.hash(code))
            .filter(attempt -> attempt.expiresAt().isAfter(changes.now()) && same(attempt.boundHash(), secret))
            .flatMap(attempt -> {
                session.logIns().deleteAttempt(attempt.stateHash());
                return session.users().byId(attempt.user().orElseThrow());
            }).filter(found -> !found.disabled()));
        if (user.isEmpty()) {
            identity.throttle().failed(subjects);
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The code is unknown, was used, or took too long.")
                .withField("code").withNextStep("Begin again.");
        }
        return identity.session(user.get(), requestId, address);
    }

    @Override
    public List<Account> accounts(Actor actor, String user) {
        return accounts.of(identity.user(actor, user));
    }

    @Override
    public Account link(Actor actor, String user, String provider, String subject) {
        actor.requiredAdministrator().requiredLogIn();
        Identifiers.name("provider", provider);
        return accounts.link(actor, user, provider, subject);
    }

    @Override
    public void unlink(Actor actor, String user, String provider) {
        actor.requiredAdministrator();
        accounts.unlink(actor, user, provider);
    }
}
