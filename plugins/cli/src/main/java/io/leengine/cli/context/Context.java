package io.leengine.cli.context;

import java.net.URI;

/**
 * An engine and who one is there.
 *
 * @param name the context's name
 * @param url the engine's address
 * @param user who
 * @param token what to be known by
 */
public record Context(String name, URI url, String user, String token) {
    /** Hides the token. */
    @Override
    public String toString() {
        return name + " (" + user + " at " + url + ")";
    }
}
