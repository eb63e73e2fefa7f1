package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Log-in, sessions and tokens over the store; users are in {@link Users}. */
public final class IdentityService implements Identity {
    private final Store store;
    private final Changes changes;
    private final Passwords passwords;
    private final TokenMint mint;
    private final LogInThrottle throttle;
    private final Standing standing;
    private final Users users;
    private final String nobodysHash;

    /** Over a store. */
    public IdentityService(Store store, Changes changes, Passwords passwords, Ids ids) {
        this(store, changes, passwords, ids, Clock.systemUTC());
    }

    IdentityService(Store store, Changes changes, Passwords passwords, Ids ids, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.passwords = passwords;
        this.mint = new TokenMint(changes, ids);
        this.throttle = new LogInThrottle(store, clock);
        this.standing = new Standing(store, clock);
        this.users = new Users(store, changes, passwords, ids, throttle, standing);
        // A log-in of nobody takes as long as one with a wrong password, so names cannot be told by time.
        this.nobodysHash = passwords.unmatchable();
    }

    @Override
    public Issued logIn(String name, String password, String requestId, String address) {
        return session(check(name, password, address), requestId, address);
    }

    /** Begins a session of a user who was recognized. */
    Issued session(User user, String requestId, String address) {
        return mint.session(new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address));
    }

    LogInThrottle throttle() {
        return throttle;
    }

    /** Checks a name and a password. */
    public User check(String name, String password, String address) {
        List<LogInThrottle.Subject> subjects =
            List.of(LogInThrottle.Subject.name(name), LogInThrottle.Subject.address(address));
        throttle.check(subjects);
        Optional<User> user = store.read(session -> session.users().byName(name));
        boolean right = passwords.matches(password, user.map(User::passwordHash).orElse(nobodysHash));
        // Many tried at once must learn no more than many tried one after the other.
        throttle.check(subjects);
        if (!right || user.filter(known -> !known.disabled()).isEmpty()) {
            throttle.failed(subjects);
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The name or the password is wrong.");
        }
        throttle.succeeded(subjects);
        return user.get();
    }

    @Override
    public Actor authenticate(String token, String requestId, String address) {
        return standing.actor(token, requestId, address);
    }

    /** Returns whether what was granted to an actor at a time still counts: its token, its user, its password. */
    public boolean counts(Actor actor, Instant since) {
        return standing.counts(actor, since);
    }

    /** Returns who was known at a time, with the rights of this moment; {@code UNAUTHENTICATED} when that no longer counts. */
    Actor resumed(Actor.Kind kind, String id, Optional<String> token, Instant since, String requestId, String address) {
        Actor actor = token.isPresent() ? standing.holder(token.get(), requestId, address)
            : standing.user(id, requestId, address);
        if (actor.kind() != kind || !actor.id().equals(id) || !standing.counts(actor, since)) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "What was logged in with has ended.")
                .withNextStep("Log in again.");
        }
        return actor;
    }

    /** Makes what was just taken back count here at once. */
    void forget() {
        standing.forget();
    }

    @Override
    public void logOut(Actor actor, String token) {
        String hash = Secrets.hash(token);
        changes.apply(actor.required(), "session.delete", session -> {
            session.users().tokenByHash(hash).ifPresent(found -> delete(session, found));
            return about(actor, "");
        });
        forget();
    }

    private static void delete(Session session, AccessToken token) {
        token.reach().only().filter(only -> token.deploy()).ifPresentOrElse(only -> session.users()
                .deleteDeployToken(token.reach().kinds().iterator().next(), only.id(), token.id()),
            () -> session.users().deleteToken(token.user(), token.id()));
    }

    @Override
    public List<AccessToken> sessions(Actor actor) {
        return own(actor).stream().filter(AccessToken::session).toList();
    }

    @Override
    public void endSession(Actor actor, String id) {
        end(actor, id, true);
    }

    @Override
    public User self(Actor actor) {
        return store.read(session -> session.users().byId(actor.required().id()))
            .orElseThrow(() -> EngineException.notFound("user", actor.name()));
    }

    @Override
    public User updateSelf(Actor actor, Optional<String> email) {
        return users.updateSelf(actor, email);
    }

    @Override
    public void changePassword(Actor actor, String present, String next) {
        actor.requiredLogIn();
        User user = check(self(actor).name(), present, actor.address());
        users.setPassword(actor, "user.change-password", user.name(), passwords.hash("next", next, user.name()));
    }

    @Override
    public Issued createToken(Actor actor, TokenDraft draft) {
        actor.required();
        if (actor.kind() != Actor.Kind.USER) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only users make personal tokens.");
        }
        if (draft.bossSide() && !actor.administrator()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only an administrator's token can open the boss side.")
                .withField("bossSide");
        }
        return mint.personal(actor, draft.name(), draft.validity(), session -> reach(session, actor, draft));
    }

    private static Reach reach(Session session, Actor actor, TokenDraft draft) {
        if (draft.resource().isEmpty()) {
            if (!Reach.ALL_KINDS.containsAll(draft.kinds())) {
                throw EngineException.invalid("kinds", "A token reaches resources that have members: "
                    + Reach.ALL_KINDS.stream().sorted().map(ResourceKind::label).toList() + ".");
            }
            return new Reach(draft.most(), draft.kinds(), Optional.empty(), draft.bossSide());
        }
        if (draft.kinds().size() != 1) {
            throw EngineException.invalid("kinds", "A token for one resource names the one kind it is of.");
        }
        if (draft.bossSide()) {
            throw EngineException.invalid("bossSide", "A token for one resource opens no boss side.");
        }
        ResourceKind kind = draft.kinds().iterator().next();
        if (!Reach.ALL_KINDS.contains(kind)) {
            throw EngineException.invalid("kinds", "A " + kind.label() + " has no members.");
        }
        Resource seen = Access.requireIn("resource", session, actor, Permission.seeing(kind),
            Resource.find(session, kind, draft.resource().get()));
        return new Reach(draft.most(), draft.kinds(), Optional.of(new Reach.Only(seen.id(), seen.name())), false);
    }

    @Override
    public List<AccessToken> tokens(Actor actor) {
        return own(actor).stream().filter(token -> !token.session()).toList();
    }

    private List<AccessToken> own(Actor actor) {
        return store.read(session -> session.users().tokens(actor.required().id())).stream()
            .filter(token -> !token.ended(changes.now())).toList();
    }

    @Override
    public void deleteToken(Actor actor, String id) {
        end(actor, id, false);
    }

    private void end(Actor actor, String id, boolean isSession) {
        changes.apply(actor.required(), isSession ? "session.delete" : "token.delete", session -> {
            AccessToken token = session.users().token(id).filter(found -> !actor.id().isEmpty()
                    && found.user().equals(actor.id()) && found.session() == isSession)
                .orElseThrow(() -> EngineException.notFound(isSession ? "session" : "token", id));
            if (!token.reach().within(actor.reach())) {
                throw new EngineException(ErrorCode.FORBIDDEN, "A token cannot end one that reaches further than itself.")
                    .withNextStep("Log in to end it.");
            }
            session.users().deleteToken(actor.id(), id);
            return about(actor, isSession ? "" : "'" + token.name() + "'");
        });
        forget();
    }

    @Override
    public User createUser(Actor actor, String name, String password, boolean administrator) {
        return users.create(actor, name, password, administrator);
    }

    @Override
    public Page<User> users(Actor actor, Page.Request page) {
        return users.list(actor, page);
    }

    @Override
    public User user(Actor actor, String name) {
        return users.get(actor, name);
    }

    @Override
    public Optional<Instant> closedUntil(Actor actor, String name) {
        actor.requiredAdministrator();
        return throttle.closedUntil(LogInThrottle.Subject.name(name));
    }

    @Override
    public User updateUser(Actor actor, String name, UserChange change) {
        return users.update(actor, name, change);
    }

    @Override
    public void resetPassword(Actor actor, String name, String next) {
        users.resetPassword(actor, name, next);
    }

    @Override
    public void liftLockOut(Actor actor, String name) {
        users.liftLockOut(actor, name);
    }

    @Override
    public void deleteUser(Actor actor, String name) {
        users.delete(actor, name);
    }

    private static Outcome about(Actor actor, String detail) {
        return new Outcome(ResourceKind.USER, actor.name(), detail, actor.id());
    }
}
