package io.leengine.spi.identity;

import java.util.Objects;
import java.util.Optional;

/**
 * What an operator has set for those who log in at a provider. The part only hands it on; the engine acts by it.
 *
 * @param title what a person reads before choosing this provider
 * @param createsUsers whether somebody who comes for the first time gets a user; otherwise an administrator has to say who
 *     it is
 * @param administratorGroup the group whose members are administrators, and nobody else of this provider; empty when the
 *     provider does not decide that
 */
public record LogInPolicy(String title, boolean createsUsers, Optional<String> administratorGroup) {
    /** Nothing may be null. */
    public LogInPolicy {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(administratorGroup, "administratorGroup");
    }
}
