package io.leengine.spi.identity;

import io.leengine.spi.Seam;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells who somebody is. It decides nothing about what they may do: the engine maps the part's name and the
 * {@link Person#subject()} to a user of the platform.
 *
 * <p>How it is asked is an ability, and at least one of the two must be there: {@link PasswordCheck} for a directory that is
 * given name and password, {@link RedirectLogIn} for a provider one's browser is sent to.
 *
 * <p><b>State.</b> A part keeps nothing between calls that another engine, or its successor after a swap, would need: what
 * {@link RedirectLogIn#begin} has to know at the end goes into {@link LogInStart#memory()}, which the engine keeps.
 *
 * <p><b>Errors</b> beyond those of every seam: {@code UNAUTHENTICATED} when it is not shown who somebody is (a wrong
 * password, an unknown name, a code that was used, expired or is for somebody else), in words that do not tell these apart
 * to a guesser; {@code FORBIDDEN} when it is shown, and the provider or the part's settings do not let this person in;
 * {@code UNAVAILABLE} when the provider does not answer, or answers with something that cannot be trusted. No message holds
 * a password, a code or a token.
 */
@ConsumerType
public interface IdentityProvider extends Seam {
    /** Returns what the operator has set for those who log in here; constant, at once, never throws. */
    LogInPolicy policy();
}
