package io.leengine.spi.identity;

import io.leengine.spi.CallContext;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability of an {@link IdentityProvider}: it is given a name and a password, as a directory (LDAP) is. */
@ConsumerType
public interface PasswordCheck {
    /**
     * Returns who has a name and a password. The engine has slowed down guessing before it asks. An empty password is wrong,
     * whatever the directory thinks of it, and so is a name with characters that mean something to the directory.
     *
     * @param name as it was typed
     * @param password as it was typed; kept nowhere
     * @throws io.leengine.model.EngineException {@code UNAUTHENTICATED} when one of them is wrong, in the same words for an
     *     unknown name as for a wrong password
     */
    Person verify(CallContext context, String name, String password) throws InterruptedException;
}
