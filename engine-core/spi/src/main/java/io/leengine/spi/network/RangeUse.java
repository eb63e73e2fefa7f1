package io.leengine.spi.network;

/**
 * A range and how much of it is used.
 *
 * @param range the range
 * @param size how many addresses can be given; {@link Long#MAX_VALUE} when more
 * @param used how many are
 */
public record RangeUse(AddressRange range, long size, long used) {
}
