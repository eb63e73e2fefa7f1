package io.leengine.builder.maven.dockerfile;

/**
 * One instruction of a Dockerfile, its continuation lines joined.
 *
 * @param line where it starts, counted from 1
 * @param keyword in upper case, for example {@code COPY}
 * @param text what follows the keyword, without surrounding blanks
 */
public record Instruction(int line, String keyword, String text) {
}
