package io.leengine.spi.network;

import java.time.Instant;

/**
 * An address somebody has.
 *
 * @param range the range's name
 * @param address literal
 * @param owner who
 * @param since since when
 */
public record Allocation(String range, String address, String owner, Instant since) {
}
