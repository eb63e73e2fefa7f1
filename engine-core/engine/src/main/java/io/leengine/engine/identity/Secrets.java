package io.leengine.engine.identity;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes secrets and tells their hashes. */
final class Secrets {
    private static final int BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();

    /** Returns a new secret of 256 bits, with a prefix by which scanners know it. */
    String next(String prefix) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns the code over a text that only who has the key can make: HMAC (RFC 2104) with SHA-256. */
    static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + MAC, e);
        }
    }

    /** Returns the hash a secret is kept by; a plain one suffices, since secrets are random. */
    static String hash(String secret) {
        MessageDigest digest = Digest.newMessageDigest();
        return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
