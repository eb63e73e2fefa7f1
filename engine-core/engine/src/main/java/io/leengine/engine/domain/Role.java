package io.leengine.engine.domain;

/** The roles of members, from least to most. A higher role may all that a lower one may. */
public enum Role {
    /** Sees that it is there. */
    GUEST,
    /** Reads metrics, events and activity; pulls. */
    REPORTER,
    /** Reads logs and environment; pushes; runs builds. */
    DEVELOPER,
    /** Deploys and changes. */
    MASTER,
    /** Deletes and hands over. */
    OWNER
}
