package io.leengine.loadbalancer.nginx.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A domain's settings with the files they need, each named by its content: with other content they are other settings.
 *
 * @param site the settings
 * @param certificate its certificate and key; empty where it is not served over TLS
 * @param snippet what is said in nginx's own words; empty for nothing
 */
record Placed(Site site, Optional<Path> certificate, Optional<Path> snippet) {
    /** Settings that need no files. */
    static Placed of(Site site) {
        return new Placed(site, Optional.empty(), Optional.empty());
    }

    /** Returns whether nginx's words are about one of these files. */
    boolean isNamedIn(String words) {
        return certificate.filter(each -> words.contains(each.toString())).isPresent()
            || snippet.filter(each -> words.contains(each.toString())).isPresent();
    }
}
