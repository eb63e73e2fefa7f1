package io.leengine.engine.domain;

/**
 * An instance somebody wants replaced: drained, stopped, started anew elsewhere or in place.
 *
 * @param application the application's id
 * @param cell the cell
 * @param instance the instance's id
 */
public record Eviction(String application, String cell, String instance) {
}
