package io.leengine.engine.domain;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whom a quota is for.
 *
 * @param kind what it is
 * @param id its id; empty for what all of its kind have unless said otherwise
 */
public record QuotaSubject(Kind kind, String id) implements Comparable<QuotaSubject> {
    /** What may have a quota. */
    public enum Kind {
        /** A user: for what the user is the first Owner of. */
        USER(EnumSet.allOf(QuotaKind.class)),
        /** An image group: for the images it holds. */
        IMAGE_GROUP(EnumSet.of(QuotaKind.IMAGE_STORAGE));

        private final Set<QuotaKind> limits;

        Kind(Set<QuotaKind> limits) {
            this.limits = limits;
        }

        /** Returns what can be limited for it. */
        public Set<QuotaKind> limits() {
            return EnumSet.copyOf(limits);
        }

        /** Returns the name in messages: {@code image group}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Returns a user as a subject. */
    public static QuotaSubject user(String id) {
        return new QuotaSubject(Kind.USER, id);
    }

    /** Returns an image group as a subject. */
    public static QuotaSubject imageGroup(String id) {
        return new QuotaSubject(Kind.IMAGE_GROUP, id);
    }

    /** Returns what all of a kind have unless said otherwise. */
    public static QuotaSubject all(Kind kind) {
        return new QuotaSubject(kind, "");
    }

    /** The order in which several are held at once, the same everywhere. */
    @Override
    public int compareTo(QuotaSubject other) {
        return kind == other.kind ? id.compareTo(other.id) : kind.compareTo(other.kind);
    }
}
