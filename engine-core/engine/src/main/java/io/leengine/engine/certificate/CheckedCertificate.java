package io.leengine.engine.certificate;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its key that can serve: well-formed, of one piece, and for hosts by name.
 *
 * @param chain in PEM, nothing but certificates
 * @param key its private key, PKCS #8 in PEM; a secret
 * @param hosts the names it covers, in lower case
 * @param issuer by distinguished name
 * @param fingerprint SHA-256 of the first, in hexadecimal digits
 * @param notBefore from when on it is valid
 * @param notAfter until when
 */
record CheckedCertificate(String chain, String key, List<String> hosts, String issuer, String fingerprint,
        Instant notBefore, Instant notAfter) {
    private static final int LONGEST_CHAIN = 64 << 10;
    private static final int LONGEST_KEY = 16 << 10;
    private static final int MOST = 10;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 8_192;
    private static final int DNS_NAME = 2;
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String ANY = "2.5.29.37.0";
    private static final String CONVERT =
        "Write it as PKCS #8 without a password: openssl pkcs8 -topk8 -nocrypt -in key.pem -out pkcs8.pem";

    /** Checks what is given; {@code INVALID} for {@code chain} or {@code key}, with what to do. No message holds the key. */
    static CheckedCertificate of(String chain, String key) {
        List<X509Certificate> certificates = certificates(chain);
        X509Certificate first = certificates.getFirst();
        requireOrder(certificates);
        requireServer(first);
        Pem secret = secret(key);
        requireBelongs(first.getPublicKey(), secret);
        StringBuilder whole = new StringBuilder();
        certificates.forEach(each -> whole.append(new Pem("CERTIFICATE", encoded(each)).text()));
        return new CheckedCertificate(whole.toString(), secret.text(), hosts(first),
            first.getIssuerX500Principal().getName(), Digest.of(encoded(first)).hex(), first.getNotBefore().toInstant(),
            first.getNotAfter().toInstant());
    }

    private static List<X509Certificate> certificates(String chain) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem block : Pem.read("chain", chain, LONGEST_CHAIN)) {
            if (!block.label().equals("CERTIFICATE")) {
                throw invalidChain("It has a block '" + block.label() + "' among its certificates.",
                    "Give certificates only; the private key goes in 'key'.");
            }
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.content())));
            } catch (CertificateException e) {
                throw invalidChain("Its block " + (certificates.size() + 1) + " is no X.509 certificate.",
                    "Look at it with: openssl x509 -in chain.pem -noout -text");
            }
        }
        if (certificates.size() > MOST) {
            throw invalidChain("It has " + certificates.size() + " certificates, and " + MOST + " are the most.", "");
        }
        return certificates;
    }

    private static EngineException invalidChain(String why, String step) {
        EngineException refusal = EngineException.invalid("chain", "The 'chain' cannot be served by. " + why);
        return step.isEmpty() ? refusal : refusal.withNextStep(step);
    }

    private static void requireOrder(List<X509Certificate> certificates) {
        for (int i = 0; i + 1 < certificates.size(); i++) {
            X509Certificate issued = certificates.get(i);
            X509Certificate issuer = certificates.get(i + 1);
            try {
                issued.verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw invalidChain("Its certificate " + (i + 1) + " (" + issued.getSubjectX500Principal()
                    + ") was not issued by the one that follows (" + issuer.getSubjectX500Principal() + ").",
                    "Give the host's certificate first, and after each the one that issued it.");
            }
        }
    }

    private static void requireServer(X509Certificate first) {
        try {
            List<String> uses = first.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER) && !uses.contains(ANY)) {
                throw invalidChain("The first certificate is not meant for servers.", "Have one issued for TLS servers.");
            }
        } catch (CertificateParsingException e) {
            throw invalidChain("What the first certificate is meant for cannot be read.", "");
        }
        if (first.getPublicKey() instanceof RSAPublicKey rsa
                && (rsa.getModulus().bitLength() < LEAST_RSA_BITS || rsa.getModulus().bitLength() > MOST_RSA_BITS)) {
            throw invalidChain("The first certificate has an RSA key of " + rsa.getModulus().bitLength() + " bits.",
                "Take one of " + LEAST_RSA_BITS + " to " + MOST_RSA_BITS + " bits, or an elliptic curve.");
        }
    }

    private static List<String> hosts(X509Certificate first) {
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> names = first.getSubjectAlternativeNames();
            if (names != null) {
                names.stream().filter(name -> (Integer) name.getFirst() == DNS_NAME)
                    .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT)).distinct().sorted().forEach(hosts::add);
            }
        } catch (CertificateParsingException e) {
            throw invalidChain("The names of the first certificate cannot be read.", "");
        }
        if (hosts.isEmpty()) {
            throw invalidChain("The first certificate names no host: it has no subject alternative name of DNS.",
                "Have one issued with 'subjectAltName'; clients do not look at the common name.");
        }
        return hosts;
    }

    private static Pem secret(String key) {
        List<Pem> blocks = Pem.read("key", key, LONGEST_KEY);
        Pem block = blocks.getFirst();
        if (blocks.size() > 1 || !block.label().equals("PRIVATE KEY")) {
            throw EngineException.invalid("key", "'key' must be one block 'PRIVATE KEY', and here is "
                + blocks.stream().map(Pem::label).toList() + ".").withNextStep(CONVERT);
        }
        return block;
    }

    private static void requireBelongs(PublicKey own, Pem secret) {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> throw invalidChain("Keys of the kind " + own.getAlgorithm() + " are not served by.",
                "Take RSA, an elliptic curve or Ed25519.");
        };
        byte[] sample = Digest.of(own.getEncoded()).hex().getBytes(StandardCharsets.US_ASCII);
        boolean belongs;
        try {
            PrivateKey key = KeyFactory.getInstance(own.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(secret.content()));
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(sample);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(own);
            checking.update(sample);
            belongs = checking.verify(signature);
        // The cause is left out: what it tells of may be of the key.
        } catch (GeneralSecurityException e) {
            belongs = false;
        }
        if (!belongs) {
            throw EngineException.invalid("key", "'key' is not the private key of the first certificate, which has one of the "
                + "kind " + own.getAlgorithm() + ".").withNextStep("Give the key that the certificate was requested with.");
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("What was read can be written", e);
        }
    }

    /** Tells no key. */
    @Override
    public String toString() {
        return "CheckedCertificate" + hosts;
    }
}
