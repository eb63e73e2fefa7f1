package io.leengine.engine;

import io.leengine.engine.domain.GroupCertificate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Certificates of load-balancer groups. Keys go in and never out, but to the group. */
@ProviderType
public interface Certificates {
    /** Returns the certificates of a group, by name; open to every user, since a domain names one. */
    List<Entry> list(Actor actor, String group);

    /** Returns a certificate of a group; open to every user. */
    Entry get(Actor actor, String group, String name);

    /**
     * Adds a certificate, or replaces the one of its name: domains go over to it without anything more. For administrators.
     *
     * @param ifMatch the revision the caller has seen; empty when any will do, or none
     */
    Entry put(Actor actor, String group, String name, Draft draft, Optional<Long> ifMatch);

    /** Removes a certificate; {@code CONFLICT} while a domain is served by it. For administrators. */
    void delete(Actor actor, String group, String name, Optional<Long> ifMatch);

    /**
     * A certificate, as given.
     *
     * @param chain the certificate and those that lead to its issuer, PEM, the certificate first
     * @param key its private key, PKCS #8 in PEM; a secret
     */
    record Draft(String chain, String key) {
        /** Tells no key. */
        @Override
        public String toString() {
            return "Draft[chain=" + chain + "]";
        }
    }

    /**
     * A certificate as it may be shown.
     *
     * @param certificate what is kept of it; the key in it is blank
     * @param state how near its end is
     * @param usedBy the applications whose domains are served by it; empty for who is no administrator
     */
    record Entry(GroupCertificate certificate, GroupCertificate.State state, List<String> usedBy) {
        /** Copies the list. */
        public Entry {
            usedBy = List.copyOf(usedBy);
        }
    }
}
