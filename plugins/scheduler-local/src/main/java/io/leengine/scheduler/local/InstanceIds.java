package io.leengine.scheduler.local;

import java.security.SecureRandom;
import java.util.Set;

/** Makes ids: the version's name and five random letters or digits, so that none comes twice as far as chance allows. */
final class InstanceIds {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 5;

    private final SecureRandom random = new SecureRandom();

    String next(String version, Set<String> taken) {
        while (true) {
            StringBuilder id = new StringBuilder(version).append('-');
            for (int i = 0; i < LENGTH; i++) {
                id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            if (!taken.contains(id.toString())) {
                return id.toString();
            }
        }
    }
}
