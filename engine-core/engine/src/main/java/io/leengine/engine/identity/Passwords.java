package io.leengine.engine.identity;

import io.leengine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with 19 MiB, two passes and one lane, in the PHC text form. Few are computed at once, so that a
 * flood of log-ins cannot take the memory.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    /** Longer than what may be chosen: some were chosen before. */
    private static final int LONGEST_LOOKED_AT = 1_024;
    private static final String PREFIX = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";

    private final SecureRandom random = new SecureRandom();
    private final Semaphore atOnce = new Semaphore(4);
    private final RecentMatches recent;

    /** Remembers for a while, in memory, what matched. */
    public Passwords() {
        this(new RecentMatches(Clock.systemUTC()));
    }

    Passwords(RecentMatches recent) {
        this.recent = recent;
    }

    /**
     * Returns the text form for a password somebody chose.
     *
     * @param field where it was given
     * @param user the name of whose it is
     * @throws EngineException {@code INVALID} when it is too short, too long, or the name
     */
    public String hash(String field, String password, String user) {
        if (password == null || password.length() < SHORTEST || password.length() > LONGEST) {
            throw EngineException.invalid(field,
                "A password must have " + SHORTEST + " to " + LONGEST + " characters.");
        }
        if (password.strip().equalsIgnoreCase(user)) {
            throw EngineException.invalid(field, "A password must not be the user's name.");
        }
        return hash(password);
    }

    /** Returns the text form for a password that was made at random. */
    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return PREFIX + encode(salt) + "$" + encode(compute(password, salt));
    }

    /** Returns a hash that no password has, to compare with where there is no user; it costs nothing to make. */
    public String unmatchable() {
        byte[] noise = new byte[SALT_BYTES + HASH_BYTES];
        random.nextBytes(noise);
        return PREFIX + encode(Arrays.copyOf(noise, SALT_BYTES)) + "$"
            + encode(Arrays.copyOfRange(noise, SALT_BYTES, noise.length));
    }

    /**
     * Returns whether a password has a hash; a wrong one takes a constant time for a given length, a right one that did so a
     * moment ago takes none to speak of.
     */
    public boolean matches(String password, String hash) {
        if (password == null || password.length() > LONGEST_LOOKED_AT || !hash.startsWith(PREFIX)) {
            return false;
        }
        if (recent.has(password, hash)) {
            return true;
        }
        String[] parts = hash.substring(PREFIX.length()).split("\\$");
        byte[] expected = Base64.getDecoder().decode(parts[1]);
        boolean right = MessageDigest.isEqual(expected, compute(password, Base64.getDecoder().decode(parts[0])));
        if (right) {
            recent.add(password, hash);
        }
        return right;
    }

    private byte[] compute(String password, byte[] salt) {
        atOnce.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(MEMORY_KIB).withIterations(PASSES)
                .withParallelism(1).withSalt(salt).build());
            byte[] hash = new byte[HASH_BYTES];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            atOnce.release();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
