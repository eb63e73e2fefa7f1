package io.leengine.engine.change;

import java.security.SecureRandom;

/** Makes identities: 20 lower-case letters and digits, unguessable. */
public final class Ids {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 20;

    private final SecureRandom random = new SecureRandom();

    /** Returns a new identity. */
    public String next() {
        return random.ints(LENGTH, 0, ALPHABET.length())
            .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
            .toString();
    }
}
