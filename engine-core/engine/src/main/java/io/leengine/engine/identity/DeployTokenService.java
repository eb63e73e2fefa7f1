package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.Reach;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deploy tokens over the store. */
public final class DeployTokenService implements DeployTokens {
    private final Store store;
    private final Changes changes;
    private final TokenMint mint;
    private final IdentityService identity;

    /** Over a store. */
    public DeployTokenService(Store store, Changes changes, Ids ids, IdentityService identity) {
        this.store = store;
        this.changes = changes;
        this.mint = new TokenMint(changes, ids);
        this.identity = identity;
    }

    @Override
    public Issued create(Actor actor, ResourceKind kind, String resource, String name, Role role,
            Optional<Duration> validity) {
        actor.required();
        if (role == Role.OWNER) {
            throw EngineException.invalid("role", "A deploy token's role is at most master: it deletes nothing and hands "
                + "nothing over.");
        }
        return mint.deploy(actor, kind, name, validity, session -> {
            Reach.Only only = master(session, actor, kind, resource);
            return new Reach(role, Set.of(kind), Optional.of(only), false);
        });
    }

    @Override
    public List<AccessToken> list(Actor actor, ResourceKind kind, String resource) {
        actor.required();
        return store.read(session -> session.users().deployTokens(kind, master(session, actor, kind, resource).id()));
    }

    @Override
    public void delete(Actor actor, ResourceKind kind, String resource, String id) {
        actor.required();
        changes.apply(actor, "token.delete", session -> {
            Reach.Only only = master(session, actor, kind, resource);
            Optional<AccessToken> token = session.users().token(id);
            if (!session.users().deleteDeployToken(kind, only.id(), id)) {
                throw EngineException.notFound("token", id);
            }
            return new Outcome(kind, resource, token.map(AccessToken::name).orElse(""), id);
        });
        identity.forget();
    }

    private static Reach.Only master(Session session, Actor actor, ResourceKind kind, String resource) {
        Resource found = Access.require(session, actor, Permission.changingTokens(kind),
            Resource.find(session, kind, resource));
        return new Reach.Only(found.id(), found.name());
    }
}
