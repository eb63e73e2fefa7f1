package io.leengine.engine.domain;

import java.util.EnumSet;
import java.util.Set;

/** What a quota limits. */
public enum QuotaKind {
    /** Applications, those being deleted included. */
    APPLICATIONS("applications", "applications"),
    /** Instances of versions. */
    INSTANCES("instances", "instances"),
    /** What the instances are promised, in thousandths of a processor. */
    CPU("cpuMillis", "thousandths of a processor"),
    /** What the instances are promised, in bytes. */
    MEMORY("memoryBytes", "bytes of memory"),
    /** What the tags of images hold, in bytes. */
    IMAGE_STORAGE("imageBytes", "bytes of images"),
    /** Build runs that go on at a time. */
    BUILDS("builds", "build runs at a time");

    private final String field;
    private final String words;

    QuotaKind(String field, String words) {
        this.field = field;
        this.words = words;
    }

    /** Returns its name in the API. */
    public String field() {
        return field;
    }

    /** Returns what is counted, for a person. */
    public String words() {
        return words;
    }

    /** Returns what an application uses. */
    public static Set<QuotaKind> ofApplications() {
        return EnumSet.of(APPLICATIONS, INSTANCES, CPU, MEMORY);
    }

    /** Returns what a resource of a kind uses of its Owner's. */
    public static Set<QuotaKind> of(ResourceKind kind) {
        return switch (kind) {
            case APPLICATION -> ofApplications();
            case IMAGE -> EnumSet.of(IMAGE_STORAGE);
            case CODE_BUILD -> EnumSet.of(BUILDS);
            default -> EnumSet.noneOf(QuotaKind.class);
        };
    }
}
