package io.leengine.spi.network;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Addresses for instances: ranges, who has which address, and whether any leaked. Records are durable before a call
 * returns; an address is never given twice, whatever dies when.
 *
 * <p>Addresses are sticky: an owner that comes back after {@link #release} gets its last address again while nobody else
 * has been given it, and free addresses that nobody had are preferred over those somebody had.
 */
@ConsumerType
public interface Network extends Seam {
    /**
     * States a range. A range that holds allocations may grow, and may not shrink below them ({@code CONFLICT}), nor
     * overlap another ({@code INVALID}).
     */
    void applyRange(CallContext context, AddressRange range) throws InterruptedException;

    /** Removes a range; {@code CONFLICT} while it holds allocations. Absent: does nothing. */
    void deleteRange(CallContext context, String range) throws InterruptedException;

    /** Returns the ranges with their use, sorted by name. */
    List<RangeUse> ranges(CallContext context) throws InterruptedException;

    /**
     * Gives an owner an address of a range: the one it has, else its last one, else a free one.
     *
     * @param owner globally unique, for example {@code cell/instance}; 1 to 255 printable ASCII characters
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when there is no such range,
     *     {@code INSUFFICIENT_RESOURCES} when it is full
     */
    Allocation allocate(CallContext context, String range, String owner) throws InterruptedException;

    /** Takes an owner's address back. Absent, the range or the owner: does nothing. */
    void release(CallContext context, String range, String owner) throws InterruptedException;

    /** Returns an owner's address in a range; empty when it has none, or there is no such range. */
    Optional<Allocation> find(CallContext context, String range, String owner) throws InterruptedException;

    /** Returns all allocations of a range, sorted by address; {@code NOT_FOUND} when there is no such range. */
    List<Allocation> allocations(CallContext context, String range) throws InterruptedException;

    /**
     * Returns the allocations of a range whose owners are not among the living: what leaked, unless the owner is just
     * being made. The caller decides, and releases. {@code NOT_FOUND} when there is no such range.
     *
     * @param living every owner that should have an address
     */
    List<Allocation> leaks(CallContext context, String range, Collection<String> living) throws InterruptedException;
}
