package io.leengine.network.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.spi.network.Network;
import io.leengine.spi.network.RangeUse;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives addresses. An owner's entry says which address it is about to take, then the address' entry says that it has
 * it, each by compare-and-set: two that act for one owner take the same address, two owners never do, and whoever dies
 * in between has left what the next call completes.
 */
final class LocalNetwork implements Network, AutoCloseable {
    private static final int MOST_OWNER = 255;

    private final String name;
    private final List<Span> always;
    private final Bus bus;
    private final Addresses addresses;
    private final RangeChanges changes;
    private final InstantSource clock;
    private final Map<String, FreeAddresses> free = new ConcurrentHashMap<>();
    private volatile boolean stated;
    private volatile boolean closed;
    private volatile Health health = Health.up();

    /**
     * @param name the configured name
     * @param always ranges that exist in any case
     * @param bus where the records are kept
     * @param clock tells since when an address is held
     */
    LocalNetwork(String name, List<Span> always, Bus bus, InstantSource clock) {
        this.name = Identifiers.name(NAME, name);
        this.always = List.copyOf(always);
        this.bus = bus;
        this.addresses = new Addresses(bus, name);
        this.changes = new RangeChanges(addresses);
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        Health below = bus.health();
        return below.state() == Health.State.UP ? health : below;
    }

    @Override
    public void applyRange(CallContext context, AddressRange range) throws InterruptedException {
        Span span = new Span(range);
        enter(context);
        if (isAlways(range.name()) && always.stream().noneMatch(one -> one.range().equals(range))) {
            throw ofTheSettings(range.name());
        }
        changes.apply(context, span);
    }

    @Override
    public void deleteRange(CallContext context, String range) throws InterruptedException {
        Identifiers.name("range", range);
        enter(context);
        if (isAlways(range)) {
            throw ofTheSettings(range);
        }
        changes.delete(context, range);
    }

    private boolean isAlways(String range) {
        return always.stream().anyMatch(span -> span.range().name().equals(range));
    }

    private EngineException ofTheSettings(String range) {
        return new EngineException(ErrorCode.CONFLICT, "The range '" + range + "' is one of the settings of network '"
            + name + "'.").withNextStep("Change the settings.");
    }

    @Override
    public List<RangeUse> ranges(CallContext context) throws InterruptedException {
        enter(context);
        List<RangeUse> uses = new ArrayList<>();
        for (RangeTable.Row row : addresses.ranges(context).rows().values()) {
            long used = addresses.holdings(context, row.span().range().name()).stream().filter(Holding::held).count();
            uses.add(new RangeUse(row.span().range(), row.span().size(), used));
        }
        return uses;
    }

    @Override
    public Allocation allocate(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        while (true) {
            context.check("Finding an address in range '" + range + "'");
            RangeTable.Row row = addresses.ranges(context).known(range);
            Optional<Holding> taken = take(context, row, owner);
            if (taken.isPresent() && settled(context, range, taken.get())) {
                return taken.get().allocation(range);
            }
        }
    }

    /** Tries once; empty when somebody else was faster somewhere. */
    private Optional<Holding> take(CallContext context, RangeTable.Row row, String owner) throws InterruptedException {
        String range = row.span().range().name();
        Addresses.Wish wish = addresses.wish(context, range, owner);
        if (wish.address().isPresent()) {
            Address address = wish.address().get();
            Optional<Holding> holding = addresses.holding(context, range, address);
            boolean own = holding.map(known -> known.owner().equals(owner)).orElse(true);
            if (own && holding.filter(Holding::held).isPresent()) {
                return holding;
            }
            if (own && row.gives(address)) {
                return hold(context, range, owner, address, holding.map(Holding::modified).orElse(0L));
            }
        }
        if (row.going()) {
            throw EngineException.notFound("address range", range);
        }
        FreeIndex.Pick pick = index(range).pick(context, row).orElseThrow(row.span()::full);
        if (!addresses.wish(context, range, owner, wish.modified(), pick.address())) {
            return Optional.empty();
        }
        Optional<Holding> holding = hold(context, range, owner, pick.address(), pick.modified());
        if (holding.isPresent() && pick.lastOwner().isPresent()) {
            addresses.forgetWish(context, range, pick.lastOwner().get(), pick.address());
        }
        return holding;
    }

    private Optional<Holding> hold(CallContext context, String range, String owner, Address address, long expected)
            throws InterruptedException {
        // Milliseconds are what every store and answer of it can carry.
        return addresses.hold(context, range, new Holding(address, true, owner,
            clock.instant().truncatedTo(ChronoUnit.MILLIS), expected));
    }

    /**
     * Looks, once an address is held, whether the range still gives it and the owner still wants it; gives it back when
     * not. A change of the range that was announced and not made yet loses against the holding: it is taken back, so
     * that whoever announced it looks again.
     */
    private boolean settled(CallContext context, String range, Holding held) throws InterruptedException {
        while (true) {
            context.check("Finding an address in range '" + range + "'");
            RangeTable table = addresses.ranges(context);
            RangeTable.Row row = table.rows().get(range);
            boolean wanted = addresses.wish(context, range, held.owner()).address().equals(Optional.of(held.address()));
            if (!wanted || row == null || !row.span().gives(held.address())) {
                addresses.hold(context, range, Addresses.released(held, clock.instant()));
                return false;
            }
            if (row.gives(held.address())) {
                return true;
            }
            addresses.write(context, table.with(range, RangeTable.Row.of(row.span())));
        }
    }

    @Override
    public void release(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        Optional<Holding> held = heldOrStray(context, range, owner);
        while (held.isPresent() && addresses.hold(context, range,
                Addresses.released(held.get(), clock.instant())).isEmpty()) {
            context.check("Releasing an address of range '" + range + "'");
            held = heldOrStray(context, range, owner);
        }
    }

    /** An address may be held by somebody whose own entry went when a range was removed in that moment. */
    private Optional<Holding> heldOrStray(CallContext context, String range, String owner) throws InterruptedException {
        Optional<Holding> held = held(context, range, owner);
        return held.isPresent() ? held : addresses.holdings(context, range).stream()
            .filter(holding -> holding.held() && holding.owner().equals(owner)).findFirst();
    }

    @Override
    public Optional<Allocation> find(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        return held(context, range, owner).map(holding -> holding.allocation(range));
    }

    private Optional<Holding> held(CallContext context, String range, String owner) throws InterruptedException {
        Identifiers.name("range", range);
        Optional<Address> address = addresses.wish(context, range, owner).address();
        return address.isEmpty() ? Optional.empty() : addresses.holding(context, range, address.get())
            .filter(holding -> holding.held() && holding.owner().equals(owner));
    }

    @Override
    public List<Allocation> allocations(CallContext context, String range) throws InterruptedException {
        return allocations(context, range, Set.of());
    }

    @Override
    public List<Allocation> leaks(CallContext context, String range, Collection<String> living)
            throws InterruptedException {
        return allocations(context, range, new HashSet<>(living));
    }

    private List<Allocation> allocations(CallContext context, String range, Set<String> without)
            throws InterruptedException {
        enter(context);
        addresses.ranges(context).known(range);
        return addresses.holdings(context, range).stream()
            .filter(holding -> holding.held() && !without.contains(holding.owner()))
            .map(holding -> holding.allocation(range)).toList();
    }

    /** Ends what is kept open; the records stay. */
    @Override
    public void close() {
        closed = true;
        free.values().forEach(FreeAddresses::close);
    }

    private FreeAddresses index(String range) {
        FreeAddresses index = free.computeIfAbsent(range, one -> new FreeAddresses(bus, addresses.prefix(one)));
        if (closed) {
            index.close();
        }
        return index;
    }

    /** Checks that calls are taken, and sees to the ranges of the settings once the bus answers. */
    private void enter(CallContext context) throws InterruptedException {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Network '" + name + "' is closed.");
        }
        context.check("The call to network '" + name + "'");
        if (stated) {
            return;
        }
        Health found = Health.up();
        for (Span span : always) {
            try {
                changes.apply(context, span);
            } catch (EngineException e) {
                if (e.code().retryable()) {
                    throw e;
                }
                found = new Health(Health.State.DEGRADED, "The range '" + span.range().name()
                    + "' of the settings is not in force: " + e.getMessage());
            }
        }
        health = found;
        stated = true;
    }

    private static void checkOwner(String owner) {
        if (owner == null || owner.isEmpty() || owner.length() > MOST_OWNER
                || owner.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw EngineException.invalid("owner", "An owner is 1 to 255 printable ASCII characters.");
        }
    }
}
