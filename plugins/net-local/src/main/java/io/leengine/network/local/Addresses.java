package io.leengine.network.local;

import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of one network on the bus.
 *
 * <pre>
 * /network/{name}/ranges                     all ranges
 * /network/{name}/owners/{range}/{owner}     the address an owner has, had last, or is about to take
 * /network/{name}/addresses/{range}/{hex}    who has or had an address: the truth
 * </pre>
 */
final class Addresses {
    private final Bus bus;
    private final String base;
    private volatile RangeTable latest = new RangeTable(0, new TreeMap<>());

    Addresses(Bus bus, String network) {
        this.bus = bus;
        this.base = "/network/" + network + "/";
    }

    RangeTable ranges(CallContext context) throws InterruptedException {
        Optional<Bus.Entry> entry = bus.get(context, base + "ranges");
        if (entry.isEmpty()) {
            return new RangeTable(0, new TreeMap<>());
        }
        RangeTable table = latest;
        if (table.revision() != entry.get().modified()) {
            table = RangeTable.read(entry.get().modified(), entry.get().value());
            latest = table;
        }
        return table;
    }

    /** Writes all ranges if nobody has since they were read. */
    Optional<RangeTable> write(CallContext context, RangeTable table) throws InterruptedException {
        SortedMap<String, RangeTable.Row> rows = table.rows();
        return bus.compareAndSet(context, base + "ranges", table.revision(), table.bytes(), Optional.empty())
            .map(revision -> new RangeTable(revision, rows));
    }

    /** What an owner's entry says, and its revision. */
    record Wish(Optional<Address> address, long modified) {
    }

    Wish wish(CallContext context, String range, String owner) throws InterruptedException {
        return bus.get(context, ownerKey(range, owner))
            .map(entry -> new Wish(Optional.of(Address.ofHex(new String(entry.value(), StandardCharsets.US_ASCII))),
                entry.modified()))
            .orElseGet(() -> new Wish(Optional.empty(), 0));
    }

    boolean wish(CallContext context, String range, String owner, long expected, Address address)
            throws InterruptedException {
        byte[] value = address.hex().getBytes(StandardCharsets.US_ASCII);
        return bus.compareAndSet(context, ownerKey(range, owner), expected, value, Optional.empty()).isPresent();
    }

    Optional<Holding> holding(CallContext context, String range, Address address) throws InterruptedException {
        return bus.get(context, addressKey(range, address)).map(Holding::read);
    }

    /** Says who has or had an address if nobody has said so since it was read. */
    Optional<Holding> hold(CallContext context, String range, Holding next) throws InterruptedException {
        byte[] value = Holding.bytes(next.held(), next.owner(), next.since());
        return bus.compareAndSet(context, addressKey(range, next.address()), next.modified(), value, Optional.empty())
            .map(revision -> new Holding(next.address(), next.held(), next.owner(), next.since(), revision));
    }

    List<Holding> holdings(CallContext context, String range) throws InterruptedException {
        return bus.list(context, prefix(range)).entries().stream().map(Holding::read).toList();
    }

    String prefix(String range) {
        return base + "addresses/" + range + "/";
    }

    /** Removes what is remembered of a range nobody has an address of; what somebody takes meanwhile stays. */
    void forget(CallContext context, String range) throws InterruptedException {
        for (Holding holding : holdings(context, range)) {
            if (!holding.held()) {
                bus.delete(context, addressKey(range, holding.address()), holding.modified());
            }
        }
        for (Bus.Entry entry : bus.list(context, base + "owners/" + range + "/").entries()) {
            bus.delete(context, entry.key(), entry.modified());
        }
    }

    /** Removes the entry of an owner whose last address is another's now, so that there are no more than addresses. */
    void forgetWish(CallContext context, String range, String owner, Address address) throws InterruptedException {
        Wish wish = wish(context, range, owner);
        if (wish.address().equals(Optional.of(address))) {
            bus.delete(context, ownerKey(range, owner), wish.modified());
        }
    }

    static Holding released(Holding held, Instant now) {
        return new Holding(held.address(), false, held.owner(), now, held.modified());
    }

    private String ownerKey(String range, String owner) {
        return base + "owners/" + range + "/" + owner;
    }

    private String addressKey(String range, Address address) {
        return prefix(range) + address.hex();
    }
}
