package io.leengine.engine.signing;

import io.leengine.engine.platform.SecretSettings;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Pairs of keys on the curve P-256, sealed. Both halves are: who may write into the database, and has not the platform's
 * secret key, cannot put a public key of their own there.
 */
final class SealedPair {
    private static final String CURVE = "secp256r1";

    private final SecretSettings secrets;

    SealedPair(SecretSettings secrets) {
        this.secrets = secrets;
    }

    /** Returns a new pair, sealed for an id. */
    String fresh(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            Base64.Encoder text = Base64.getEncoder();
            return secrets.seal(purpose(id), text.encodeToString(pair.getPublic().getEncoded()) + " "
                + text.encodeToString(pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has the curve " + CURVE, e);
        }
    }

    /** Returns a pair; {@code INTERNAL} when it was sealed with another secret key. */
    KeyPair open(String id, String sealed) {
        String[] halves = secrets.open(purpose(id), sealed).split(" ", 2);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new KeyPair(factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(halves[0]))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(halves[1]))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + id + " was sealed broken", e);
        }
    }

    private static String purpose(String id) {
        return "signing-key/" + id;
    }
}
