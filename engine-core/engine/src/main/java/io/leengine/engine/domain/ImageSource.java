package io.leengine.engine.domain;

import java.net.URI;
import java.time.Duration;

/**
 * The other registry whose images a group caches.
 *
 * @param groupId the group's id
 * @param group the group's name, which the names of its cached images begin with
 * @param url scheme, host and port, and a path that the names there begin with, if any
 * @param username the name to log in with there; empty for none
 * @param password the secret that goes with it, sealed where it is kept; empty for none
 * @param freshness how long a tag is believed before the other registry is asked again
 */
public record ImageSource(String groupId, String group, URI url, String username, String password, Duration freshness) {
    /** Returns the source with its secret in another form. */
    public ImageSource withPassword(String other) {
        return new ImageSource(groupId, group, url, username, other, freshness);
    }

    /** Returns the name that a repository of the group has in the other registry. */
    public String nameThere(String repository) {
        String prefix = url.getPath().replaceFirst("^/", "");
        return (prefix.isEmpty() ? "" : prefix + "/") + repository.substring(group.length() + 1);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "ImageSource[" + group + " of " + url + "]";
    }
}
