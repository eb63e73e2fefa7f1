package io.leengine.spi.identity;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who somebody is, as the provider says.
 *
 * @param subject the provider's own name for the person, which never changes and is never given to another one; 1 to 255
 *     characters
 * @param userName what the person is called there; a wish only, the platform makes a user's name of it
 * @param email where mail goes, if the provider has found that it is the person's
 * @param groups the groups the person is in, as far as the provider tells
 */
public record Person(String subject, String userName, Optional<String> email, Set<String> groups) {
    private static final int LONGEST_SUBJECT = 255;

    /** Nothing may be null, and a subject must be there. */
    public Person {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(userName, "userName");
        Objects.requireNonNull(email, "email");
        groups = Set.copyOf(groups);
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw new IllegalArgumentException("A subject has 1 to " + LONGEST_SUBJECT + " characters");
        }
    }
}
