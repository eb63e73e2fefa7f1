package io.leengine.cli.session;

import java.util.Locale;

/** The roles of members, from least to most. */
public enum Role {
    /** Sees that it is there. */
    GUEST,
    /** Reads; pulls. */
    REPORTER,
    /** Pushes; runs builds. */
    DEVELOPER,
    /** Deploys and changes. */
    MASTER,
    /** Deletes and hands over. */
    OWNER;

    /** Returns it as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
