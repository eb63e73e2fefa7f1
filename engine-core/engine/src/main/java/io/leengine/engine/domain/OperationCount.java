package io.leengine.engine.domain;

import java.time.LocalDate;

/**
 * How often something was done.
 *
 * @param day in UTC
 * @param name of the user, application, image or cell; empty where they are not told apart, or where there is none
 * @param operation what
 * @param count how often
 */
public record OperationCount(LocalDate day, String name, CountedOperation operation, long count) {
    /** What counts are told apart by. */
    public enum By {
        /** All together. */
        ALL,
        /** Who did it. */
        USER,
        /** Which application it was done to, or for; a push and a build are for the application of their image. */
        APPLICATION,
        /** Which image was pushed or pulled. */
        IMAGE,
        /** In which cell; a deploy to two cells counts in each of them. */
        CELL
    }
}
