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

    /**
     * The bearer of a token, who may what the token says and no more.
     *
     * @param granted what may be done with which repository
     * @param mayListAll whether it may list all repositories
     * @param since when that was found
     */
    record Bearer(Actor actor, Map<String, Set<Action>> granted, boolean mayListAll, Instant since) implements Caller {
        /** Copies the map. */
        public Bearer {
            granted = Map.copyOf(granted);
        }

        @Override
        public boolean may(String repository, Action action) {
            return granted.getOrDefault(repository, Set.of()).contains(action);
        }

        @Override
        public boolean challengeable() {
            return true;
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
