package io.leengine.network.local;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which addresses of one range are likely free, so that finding one needs no search. Only a hint: the bus decides. Not
 * safe for threads: its user locks.
 */
final class FreeIndex {
    private final Map<Address, Holding> known = new HashMap<>();
    private final TreeMap<Long, Address> released = new TreeMap<>();
    private Span span;
    private Address cursor;

    /** Takes over an entry, as it is now. */
    void put(Bus.Entry entry) {
        Holding holding = Holding.read(entry);
        forget(holding.address());
        known.put(holding.address(), holding);
        if (!holding.held()) {
            released.put(holding.modified(), holding.address());
        }
    }

    /** Takes over that an entry has gone: nobody had the address. */
    void gone(Address address) {
        forget(address);
        cursor = null;
    }

    private void forget(Address address) {
        Holding old = known.remove(address);
        if (old != null) {
            released.remove(old.modified(), address);
        }
    }

    void apply(BusEvent event) {
        switch (event) {
            case BusEvent.Listed listed -> {
                known.clear();
                released.clear();
                cursor = null;
                listed.listing().entries().forEach(this::put);
            }
            case BusEvent.Put put -> put(put.entry());
            case BusEvent.Deleted deleted ->
                gone(Address.ofHex(deleted.key().substring(deleted.key().lastIndexOf('/') + 1)));
        }
    }

    /**
     * A free address.
     *
     * @param address which
     * @param modified the revision its entry must still have; 0 for none
     * @param lastOwner who had it
     */
    record Pick(Address address, long modified, Optional<String> lastOwner) {
    }

    /**
     * Returns an address nobody had, else the one that was released the longest ago. The same is not returned to the
     * next caller, who would only lose the race for it.
     */
    Optional<Pick> pick(RangeTable.Row row) {
        if (span == null || !span.range().equals(row.span().range())) {
            span = row.span();
            cursor = null;
        }
        cursor = cursor == null ? span.first() : cursor;
        while (span.reaches(cursor)) {
            Address address = cursor;
            cursor = cursor.next();
            if (!known.containsKey(address) && row.gives(address)) {
                return Optional.of(new Pick(address, 0, Optional.empty()));
            }
        }
        Iterator<Map.Entry<Long, Address>> oldest = released.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Long, Address> next = oldest.next();
            if (row.gives(next.getValue())) {
                oldest.remove();
                return Optional.of(new Pick(next.getValue(), next.getKey(),
                    Optional.of(known.get(next.getValue()).owner())));
            }
        }
        return Optional.empty();
    }
}
