package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Who makes a request, and what it may do. */
sealed interface Caller {
    Actor actor();

    boolean may(String repository, Action action);

    boolean mayListAll();

    /** Returns whether another log-in, or a token for more, could help: then the answer is a challenge. */
    boolean challengeable();

    /** As the other, for one action: a token that was asked for in vain will not be granted the next time either. */
    default boolean challengeable(String repository, Action action) {
        return challengeable();
    }

    /**
     * The bearer of a token, who may what the token says and no more.
     *
     * @param granted what may be done with which repository
     * @param refused what was asked for besides
     * @param begun repositories that nobody had then
     * @param mayListAll whether it may list all repositories
     * @param since when that was found
     */
    record Bearer(Actor actor, Map<String, Set<Action>> granted, Map<String, Set<Action>> refused,
            Set<String> begun, boolean mayListAll, Instant since) implements Caller {
        /** Copies the maps. */
        public Bearer {
            granted = Map.copyOf(granted);
            refused = Map.copyOf(refused);
            begun = Set.copyOf(begun);
        }

        /** Returns the same bearer, who makes a request. */
        Bearer asking(String requestId, String address) {
            return new Bearer(new Actor(actor.kind(), actor.id(), actor.name(), actor.administrator(), requestId, address,
                actor.idempotency(), actor.token()), granted, refused, begun, mayListAll, since);
        }

        @Override
        public boolean may(String repository, Action action) {
            return granted.getOrDefault(repository, Set.of()).contains(action);
        }

        @Override
        public boolean challengeable() {
            return true;
        }

        @Override
        public boolean challengeable(String repository, Action action) {
            return actor.kind() == Actor.Kind.ANONYMOUS || !refused.getOrDefault(repository, Set.of()).contains(action);
        }
    }

    /**
     * A bearer whose token is for a repository that nobody had when it was given. Since then somebody may have made an image
     * of it, who need not be the bearer: so the engine is asked each time.
     */
    record Beginner(Bearer bearer, RegistryAccess access) implements Caller {
        @Override
        public Actor actor() {
            return bearer.actor();
        }

        @Override
        public boolean may(String repository, Action action) {
            if (!bearer.begun().contains(repository)) {
                return bearer.may(repository, action);
            }
            // Who may make images reaches all of them; a token that reaches less begins none.
            Actor actor = bearer.actor();
            return access.allowed(new Actor(actor.kind(), actor.id(), actor.name(), actor.administrator(), actor.requestId(),
                actor.address()), repository, Set.of(action)).contains(action);
        }

        @Override
        public boolean mayListAll() {
            return bearer.mayListAll();
        }

        @Override
        public boolean challengeable() {
            return true;
        }

        @Override
        public boolean challengeable(String repository, Action action) {
            return !bearer.begun().contains(repository) && bearer.challengeable(repository, action);
        }
    }

    /** Somebody who sent a name and a secret with the request, or nothing. */
    record Direct(Actor actor, RegistryAccess access) implements Caller {
        @Override
        public boolean may(String repository, Action action) {
            return access.allowed(actor, repository, Set.of(action)).contains(action);
        }

        @Override
        public boolean mayListAll() {
            return access.mayListAll(actor);
        }

        @Override
        public boolean challengeable() {
            return actor.kind() == Actor.Kind.ANONYMOUS;
        }
    }
}
