package io.leengine.engine.domain;

import java.util.Optional;

/**
 * An application's domain, as desired, and what its group said to it.
 *
 * @param settings as desired
 * @param revision grows by one at every change of the settings; the entity tag
 * @param refusal why the group does not take these settings, in its own words; empty when it has not refused them
 * @param answered the revision of the settings that the group answered last, whether it took them or not
 */
public record DomainState(DomainSettings settings, long revision, Optional<String> refusal, long answered) {
    /** Of which nobody has said anything. */
    public static final DomainState USUAL = new DomainState(DomainSettings.USUAL, 1, Optional.empty(), 1);

    /** Returns the state after a change: nobody has refused it yet. */
    public DomainState with(DomainSettings next) {
        return new DomainState(next, revision + 1, Optional.empty(), answered);
    }

    /** Returns the state in another group or under another host, which have not been asked. */
    public DomainState moved() {
        return new DomainState(settings, revision, Optional.empty(), 0);
    }

    /** Returns the state once the group has answered these settings. */
    public DomainState answered(Optional<String> why) {
        return new DomainState(settings, revision, why, revision);
    }

    /** Returns whether the group has answered the settings as they are now. */
    public boolean isAnswered() {
        return answered == revision;
    }
}
