package io.leengine.engine.domain;

import java.util.Locale;

/** The four kinds of thing that have members, and those activity can also be about. */
public enum ResourceKind {
    /** An application. */
    APPLICATION,
    /** An image, which is a repository of the registry. */
    IMAGE,
    /** A group of images. */
    IMAGE_GROUP,
    /** A code build. */
    CODE_BUILD,
    /** A user; no members. */
    USER,
    /** A part of the platform: a cell, a group, a storage; no members. */
    PART,
    /** A bundle of the platform; no members. */
    BUNDLE;

    /** Returns the name in messages and in the API: {@code code-build}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
