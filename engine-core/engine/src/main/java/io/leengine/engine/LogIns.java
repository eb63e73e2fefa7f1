package io.leengine.engine;

import io.leengine.engine.Identity.Issued;
import io.leengine.engine.domain.Account;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Log-in at the identity providers an operator has connected, and who is who there. */
@ProviderType
public interface LogIns {
    /** Returns the providers that are there at this moment, by name. */
    List<Provider> providers();

    /** Logs in with a name and a password at a provider; as {@link Identity#logIn}, slowed down likewise. */
    Issued logIn(String provider, String name, String password, String requestId, String address)
        throws InterruptedException;

    /** Begins a log-in for which a browser is sent to a provider. It must end within ten minutes. */
    Begun begin(String provider, Landing landing, String requestId, String address) throws InterruptedException;

    /**
     * Ends a log-in whose browser came back.
     *
     * @param answer the query parameters it came back with
     * @param secret the browser's from {@link Begun}; looked at when the log-in is one of a browser
     */
    Landed finish(Map<String, String> answer, String secret, String requestId, String address)
        throws InterruptedException;

    /**
     * Gives a terminal its session.
     *
     * @param secret the terminal's from {@link Begun}
     * @param code what the browser brought
     */
    Issued redeem(String secret, String code, String requestId, String address);

    /** Returns a user's accounts; for administrators and for oneself. */
    List<Account> accounts(Actor actor, String user);

    /** Says who a user is at a provider, in place of what was said before; for administrators, with a log-in. */
    Account link(Actor actor, String user, String provider, String subject);

    /** Takes that back; for administrators. Absent: {@code NOT_FOUND}. */
    void unlink(Actor actor, String user, String provider);

    /**
     * A provider.
     *
     * @param name of its part
     * @param title what people read
     * @param passwords whether it is given name and password
     * @param redirects whether a browser is sent there
     */
    record Provider(String name, String title, boolean passwords, boolean redirects) {
    }

    /**
     * Where a browser goes in the end.
     *
     * @param path to a page of this engine; empty when a terminal waits
     * @param port where the terminal listens on its own machine
     */
    record Landing(Optional<String> path, Optional<Integer> port) {
    }

    /**
     * A log-in that was begun.
     *
     * @param url where to send the browser
     * @param secret shows at the end that it is the same browser or terminal
     */
    record Begun(URI url, String secret) {
        /** Hides the secret. */
        @Override
        public String toString() {
            return "Begun[" + url.getHost() + "]";
        }
    }

    /**
     * How a log-in ended.
     *
     * @param location where the browser goes
     * @param session the browser's; empty when a terminal waits
     */
    record Landed(String location, Optional<Issued> session) {
        /** Hides the code in the location. */
        @Override
        public String toString() {
            return "Landed[" + session + "]";
        }
    }
}
