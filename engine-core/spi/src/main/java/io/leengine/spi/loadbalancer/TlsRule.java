package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * How a domain is served over TLS.
 *
 * @param certificate the name of one of the group's certificates ({@link CertificateKeeping})
 * @param redirectPlain whether a plain request is sent to the same address over TLS (308) instead of being answered
 * @param least the oldest version of TLS that is taken
 */
public record TlsRule(String certificate, boolean redirectPlain, Version least) {
    /** A version of TLS. */
    public enum Version {
        /** RFC 5246. */
        TLS_1_2,
        /** RFC 8446. */
        TLS_1_3
    }

    /** Checks the name. */
    public TlsRule {
        Identifiers.name("tls.certificate", certificate);
        Objects.requireNonNull(least, "least");
    }
}
