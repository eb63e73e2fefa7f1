package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom a connection trusts and as whom it presents itself.
 *
 * @param trust null for what the Java platform trusts
 * @param identity null for none
 */
record Encryption(TrustManagerFactory trust, KeyManagerFactory identity) {
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN (RSA|EC|DSA|ENCRYPTED) PRIVATE KEY-----");
    private static final byte[] PROBE = {1, 2, 3};

    /** Of texts in PEM form, each of which may be empty. */
    static Encryption of(String ca, String certificate, String key) {
        if (certificate.isBlank() != key.isBlank()) {
            throw EngineException.invalid(certificate.isBlank() ? "certificate" : "key", "'certificate' and 'key' must be given "
                + "both, or neither.");
        }
        try {
            return new Encryption(ca.isBlank() ? null : trust(ca), certificate.isBlank() ? null : identity(certificate, key));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java cannot hold certificates.", e);
        }
    }

    private static TrustManagerFactory trust(String ca) throws GeneralSecurityException, IOException {
        KeyStore store = store();
        int number = 0;
        for (Certificate each : certificates("ca", ca)) {
            store.setCertificateEntry("ca" + number++, each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory identity(String certificate, String key) throws GeneralSecurityException, IOException {
        Certificate[] chain = certificates("certificate", certificate).toArray(Certificate[]::new);
        PrivateKey own = key(chain[0].getPublicKey(), key);
        KeyStore store = store();
        store.setKeyEntry("client", own, new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String field, String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try {
            var found = factory.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw EngineException.invalid(field, "'" + field + "' cannot be read: " + e.getMessage() + ".")
                .withNextStep("Give the whole text of the file, from BEGIN CERTIFICATE to END CERTIFICATE.");
        }
        throw EngineException.invalid(field, "'" + field + "' holds no certificate.");
    }

    private static PrivateKey key(PublicKey counterpart, String pem) {
        Matcher matcher = KEY.matcher(pem);
        if (!matcher.find()) {
            boolean other = OTHER_KEY.matcher(pem).find();
            throw EngineException.invalid("key", other ? "'key' is in another form than PKCS #8."
                : "'key' holds no private key in PEM form.").withNextStep("Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            PrivateKey key = KeyFactory.getInstance(counterpart.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongs(key, counterpart)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Nothing of it is told: it may quote the key.
        }
        throw EngineException.invalid("key", "'key' is not the key of 'certificate'.");
    }

    private static boolean belongs(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        String algorithm = counterpart.getAlgorithm();
        Signature signature = Signature.getInstance(switch (algorithm) {
            case "RSA", "DSA" -> "SHA256with" + algorithm;
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
