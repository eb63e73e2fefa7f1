package io.leengine.cli.members;

import java.util.Locale;

/** The kinds of resource that have members. */
enum Kind {
    APPLICATION("applications"),
    IMAGE("images"),
    IMAGE_GROUP("image-groups"),
    CODE_BUILD("code-builds");

    private final String collection;

    Kind(String collection) {
        this.collection = collection;
    }

    /** Returns the first segment of its paths. */
    String collection() {
        return collection;
    }

    /** Returns it as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
