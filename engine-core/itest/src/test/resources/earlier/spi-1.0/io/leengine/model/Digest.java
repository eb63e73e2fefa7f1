package io.leengine.model;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest as in the OCI image specification, section "Digests": {@code sha256:} and 64 lower-case hexadecimal
 * digits. Other algorithms are refused at the door. Safe as a file name through {@link #hex()}.
 *
 * @param algorithm always {@code sha256}
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    /** The one algorithm that is taken. */
    public static final String SHA256 = "sha256";

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Checks both parts; throws {@link ErrorCode#INVALID} for the field {@code digest}. */
    public Digest {
        if (!SHA256.equals(algorithm) || !HEX.matcher(hex).matches()) {
            throw EngineException.invalid("digest",
                "A digest is 'sha256:' and 64 lower-case hexadecimal digits.");
        }
    }

    /** Parses {@code sha256:…}; throws {@link ErrorCode#INVALID} for anything else. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Digest("", "") : new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Returns the digest of some bytes. */
    public static Digest of(byte[] content) {
        return ofHash(newMessageDigest().digest(content));
    }

    /** Returns a digest from the finished state of a message digest made by {@link #newMessageDigest()}. */
    public static Digest finish(MessageDigest finished) {
        return ofHash(finished.digest());
    }

    /** Returns a new SHA-256 message digest. */
    public static MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Digest ofHash(byte[] hash) {
        return new Digest(SHA256, HexFormat.of().formatHex(hash));
    }

    /** Returns {@code root/aa/aabb…}, the usual spread of blobs over folders. */
    public Path under(Path root) {
        return root.resolve(hex.substring(0, 2)).resolve(hex);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    /** Returns {@code sha256:…}. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
