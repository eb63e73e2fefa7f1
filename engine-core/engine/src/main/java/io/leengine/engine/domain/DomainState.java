package io.leengine.engine.domain;

import java.util.Optional;

/**
 * An application's domain, as desired, and what its group said to it.
 *
 * @param settings as desired
 * @param revision grows by one at every change of the settings; the entity tag
 * @param refusal why the group does not take these settings, in its own words; empty when it has not refused them
 */
public record DomainState(DomainSettings settings, long revision, Optional<String> refusal) {
    /** Of which nobody has said anything. */
    public static final DomainState USUAL = new DomainState(DomainSettings.USUAL, 1, Optional.empty());

    /** Returns the state after a change: nobody has refused it yet. */
    public DomainState with(DomainSettings next) {
        return new DomainState(next, revision + 1, Optional.empty());
    }
}
