package io.leengine.spi.builder;

/** The stages of a build run, in order. */
public enum BuildStage {
    /** Getting the source. */
    CLONE,
    /** Compiling it. */
    COMPILE,
    /** Making the image. */
    IMAGE,
    /** Pushing it. */
    PUSH
}
