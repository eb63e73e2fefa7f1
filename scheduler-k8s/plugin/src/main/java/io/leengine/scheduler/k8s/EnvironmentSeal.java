package io.leengine.scheduler.k8s;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells two environments apart without telling what is in them: a keyed digest, whose key stays in the secret with the
 * environment. Whoever may read the replica set only cannot try values against it.
 */
final class EnvironmentSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 24;
    private static final String NONE = "none";
    private static final SecureRandom RANDOM = new SecureRandom();

    private EnvironmentSeal() {
    }

    static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /** @param key as {@link #newKey()} made it; unused when the environment is empty */
    static String of(Map<String, String> environment, String key) {
        if (environment.isEmpty()) {
            return NONE;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            new TreeMap<>(environment).forEach((name, value) -> {
                update(mac, name);
                update(mac, value);
            });
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    private static void update(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) ':');
        mac.update(bytes);
    }

    static boolean matches(String seal, Map<String, String> environment, String key) {
        return seal != null && MessageDigest.isEqual(seal.getBytes(StandardCharsets.US_ASCII),
            of(environment, key).getBytes(StandardCharsets.US_ASCII));
    }
}
