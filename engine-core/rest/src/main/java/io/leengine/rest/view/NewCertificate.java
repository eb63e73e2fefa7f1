package io.leengine.rest.view;

import io.leengine.engine.Certificates;

/** A certificate with its key. */
@Doc("A certificate with its key.")
public record NewCertificate(
        @Doc(value = "The certificate and those that lead to its issuer, PEM, the certificate first.", longest = 65_536,
            lines = true) String chain,
        @Doc(value = "Its private key, PKCS #8 in PEM, not encrypted. It is kept sealed and never told.", longest = 16_384,
            lines = true) String key) {
    /** Returns what the engine is asked for. */
    public Certificates.Draft draft() {
        return new Certificates.Draft(chain, key);
    }

    /** Tells no key. */
    @Override
    public String toString() {
        return "NewCertificate[]";
    }
}
