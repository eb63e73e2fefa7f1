package io.leengine.network.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.util.Optional;

/**
 * Changes to ranges while others give addresses. In two steps: first the table says what a range is about to be, from
 * which on nobody gives what it then cannot; then the addresses are looked at, and the change is made or taken back.
 * Whoever dies in between leaves a range that gives less, which the next change of it mends.
 */
final class RangeChanges {
    private final Addresses addresses;

    RangeChanges(Addresses addresses) {
        this.addresses = addresses;
    }

    void apply(CallContext context, Span wanted) throws InterruptedException {
        String name = wanted.range().name();
        boolean done = false;
        while (!done) {
            context.check("Changing the address range '" + name + "'");
            RangeTable table = addresses.ranges(context);
            table.checkOverlap(wanted);
            RangeTable.Row row = table.rows().get(name);
            if (row != null && row.going()) {
                finish(context, table, name, Optional.empty());
            } else if (row == null) {
                done = addresses.write(context, table.with(name, RangeTable.Row.of(wanted))).isPresent();
            } else if (row.span().range().equals(wanted.range()) && row.becoming().isEmpty()) {
                done = true;
            } else {
                RangeTable.Row next = new RangeTable.Row(row.span(), Optional.of(wanted), false);
                Optional<RangeTable> announced = addresses.write(context, table.with(name, next));
                done = announced.isPresent() && finish(context, announced.get(), name, Optional.of(wanted));
            }
        }
    }

    void delete(CallContext context, String name) throws InterruptedException {
        boolean done = false;
        while (!done) {
            context.check("Removing the address range '" + name + "'");
            RangeTable table = addresses.ranges(context);
            RangeTable.Row row = table.rows().get(name);
            if (row == null) {
                done = true;
            } else {
                Optional<RangeTable> announced = addresses.write(context,
                    table.with(name, new RangeTable.Row(row.span(), Optional.empty(), true)));
                done = announced.isPresent() && finish(context, announced.get(), name, Optional.empty());
            }
        }
    }

    /** Makes an announced change, or takes it back; false when somebody else changed the table meanwhile. */
    private boolean finish(CallContext context, RangeTable table, String name, Optional<Span> wanted)
            throws InterruptedException {
        Optional<Holding> inTheWay = addresses.holdings(context, name).stream()
            .filter(holding -> holding.held() && !wanted.map(span -> span.gives(holding.address())).orElse(false))
            .findFirst();
        if (inTheWay.isPresent()) {
            RangeTable.Row before = RangeTable.Row.of(table.rows().get(name).span());
            if (addresses.write(context, table.with(name, before)).isEmpty()) {
                return false;
            }
            throw new EngineException(ErrorCode.CONFLICT, "The range '" + name + "' cannot be changed so: "
                + inTheWay.get().address() + " is held by '" + inTheWay.get().owner() + "'.")
                .withNextStep("Release the addresses it would no longer give.");
        }
        if (wanted.isEmpty()) {
            addresses.forget(context, name);
            return addresses.write(context, table.without(name)).isPresent();
        }
        return addresses.write(context, table.with(name, RangeTable.Row.of(wanted.get()))).isPresent();
    }
}
