package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * A certificate with its private key. That both are well-formed and belong together, the engine has checked.
 *
 * @param name within the group
 * @param chain the certificate and those that lead to its issuer, PEM (RFC 7468), the certificate first
 * @param key its private key, PKCS #8 in PEM, not encrypted. A secret: it stands in no log, message or file that others read
 */
public record Certificate(String name, String chain, String key) {
    /** Checks the name. */
    public Certificate {
        Identifiers.name("name", name);
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(key, "key");
    }

    /** Tells the name and nothing else. */
    @Override
    public String toString() {
        return "Certificate[" + name + "]";
    }
}
