package io.leengine.loadbalancer.nginx.wire;

import io.leengine.spi.loadbalancer.Certificate;

/**
 * A certificate with its private key, as it is on the bus: whoever may read what is wanted of the group may read it.
 *
 * @param chain PEM, the certificate first
 * @param key PKCS #8 in PEM; a secret
 */
public record CertificateDocument(String chain, String key) {
    /** Returns the document of a certificate. */
    public static CertificateDocument of(Certificate certificate) {
        return new CertificateDocument(certificate.chain(), certificate.key());
    }

    /** Returns the certificate. @param name its name, which its key on the bus has */
    public Certificate certificate(String name) {
        return new Certificate(name, chain == null ? "" : chain, key == null ? "" : key);
    }

    /** Tells nothing of what is in it. */
    @Override
    public String toString() {
        return "CertificateDocument[]";
    }
}
