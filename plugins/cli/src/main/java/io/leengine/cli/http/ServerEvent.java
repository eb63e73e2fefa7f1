package io.leengine.cli.http;

/**
 * One server-sent event.
 *
 * @param id its id; empty when it has none
 * @param name its type
 * @param data its data, lines joined
 */
public record ServerEvent(String id, String name, String data) {
}
