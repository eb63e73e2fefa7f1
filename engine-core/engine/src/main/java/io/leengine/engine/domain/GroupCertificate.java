package io.leengine.engine.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate of a load-balancer group.
 *
 * @param group the group
 * @param name unique within the group
 * @param chain the certificate and those that lead to its issuer, PEM, the certificate first
 * @param sealedKey its private key, sealed
 * @param hosts what it covers: host names, and names that begin with {@code *.} for every host one label below
 * @param issuer who issued it, by distinguished name
 * @param fingerprint of the certificate, SHA-256, in hexadecimal digits
 * @param notBefore from when on it is valid
 * @param notAfter until when
 * @param changedAt when it was put there
 * @param changedBy by whom, by name
 * @param revision grows by one whenever it is replaced; the entity tag
 */
public record GroupCertificate(String group, String name, String chain, String sealedKey, List<String> hosts, String issuer,
        String fingerprint, Instant notBefore, Instant notAfter, Instant changedAt, String changedBy, long revision) {
    private static final Duration SOON = Duration.ofDays(30);

    /** How near its end is. */
    public enum State {
        /** It is valid. */
        VALID,
        /** It is valid for less than 30 days. */
        EXPIRES_SOON,
        /** It is not valid any more. */
        EXPIRED
    }

    /** Copies the list. */
    public GroupCertificate {
        hosts = List.copyOf(hosts);
    }

    /** Returns whether it covers a host (RFC 9525, 6.3): a wildcard stands for one label, and never for none. */
    public boolean covers(String host) {
        int dot = host.indexOf('.');
        return hosts.contains(host) || dot > 0 && hosts.contains("*" + host.substring(dot));
    }

    /** Returns how near its end is at a time. */
    public State state(Instant now) {
        return now.isAfter(notAfter) ? State.EXPIRED : now.plus(SOON).isAfter(notAfter) ? State.EXPIRES_SOON : State.VALID;
    }

    /** Tells no key. */
    @Override
    public String toString() {
        return "GroupCertificate[" + group + "/" + name + ", revision " + revision + "]";
    }
}
