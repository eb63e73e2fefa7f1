package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.spi.network.Network;
import io.leengine.spi.network.RangeUse;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Gives addresses out of sorted maps under one lock. */
public final class MemoryNetwork extends MemoryPart implements Network {
    private static final Pattern OWNER = Pattern.compile("[ -~]{1,255}");
    private static final Pattern QUAD = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Store store;

    /** What networks keep; it outlives them, and several may share it. */
    public static final class Store {
        private final TreeMap<String, Range> ranges = new TreeMap<>();

        /** Makes an empty one. */
        public Store() {
            // Nothing to set.
        }
    }

    /** Who has an address, or had it last. */
    private record Holding(String owner, Instant since, boolean held) {
    }

    private static final class Range {
        private Bounds bounds;
        private final NavigableMap<BigInteger, Holding> holdings = new TreeMap<>();
        private final Map<String, BigInteger> addresses = new HashMap<>();

        Range(Bounds bounds) {
            this.bounds = bounds;
        }

        Optional<BigInteger> held(String owner) {
            return Optional.ofNullable(addresses.get(owner)).filter(address -> holdings.get(address).held());
        }

        long used() {
            return holdings.values().stream().filter(Holding::held).count();
        }

        Optional<BigInteger> free() {
            BigInteger address = bounds.first();
            for (BigInteger known : holdings.tailMap(address, true).keySet()) {
                while (address.compareTo(known) < 0) {
                    if (bounds.gives(address)) {
                        return Optional.of(address);
                    }
                    address = address.add(BigInteger.ONE);
                }
                address = known.add(BigInteger.ONE);
            }
            while (address.compareTo(bounds.last()) <= 0 && !bounds.gives(address)) {
                address = address.add(BigInteger.ONE);
            }
            return bounds.gives(address) ? Optional.of(address) : leftLongestAgo();
        }

        private Optional<BigInteger> leftLongestAgo() {
            return holdings.entrySet().stream().filter(one -> !one.getValue().held() && bounds.gives(one.getKey()))
                .min(Map.Entry.comparingByValue(java.util.Comparator.comparing(Holding::since)))
                .map(Map.Entry::getKey);
        }

        BigInteger take(String owner) {
            BigInteger mine = addresses.get(owner);
            BigInteger address = mine != null && bounds.gives(mine) ? mine : free().orElseThrow(
                () -> new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The range is full."));
            Holding old = holdings.get(address);
            if (old != null && !old.owner().equals(owner)) {
                addresses.remove(old.owner());
            }
            if (old == null || !old.held()) {
                holdings.put(address, new Holding(owner, Instant.now().truncatedTo(ChronoUnit.MILLIS), true));
            }
            addresses.put(owner, address);
            return address;
        }
    }

    /** A range in numbers. */
    private record Bounds(AddressRange range, BigInteger first, BigInteger last, BigInteger gateway, int bytes) {
        static Bounds of(AddressRange range) {
            byte[] first = literal("first", range.first());
            byte[] last = literal("last", range.last());
            int bits = first.length * Byte.SIZE;
            if (first.length != last.length || range.prefixLength() > bits) {
                throw EngineException.invalid("last", "A range is of one family.");
            }
            BigInteger from = new BigInteger(1, first);
            BigInteger to = new BigInteger(1, last);
            int host = bits - range.prefixLength();
            if (from.compareTo(to) > 0 || !from.shiftRight(host).equals(to.shiftRight(host))) {
                throw EngineException.invalid("last", "A range lies within its subnet, the first address first.");
            }
            BigInteger gateway = range.gateway().isEmpty() ? BigInteger.ONE.negate()
                : new BigInteger(1, literal("gateway", range.gateway()));
            return new Bounds(range, from, to, gateway, first.length);
        }

        boolean contains(BigInteger address) {
            return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
        }

        boolean gives(BigInteger address) {
            return contains(address) && !address.equals(gateway);
        }

        boolean overlaps(Bounds other) {
            return bytes == other.bytes && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
        }

        long size() {
            BigInteger size = last.subtract(first).add(contains(gateway) ? BigInteger.ZERO : BigInteger.ONE);
            return size.bitLength() < Long.SIZE ? size.longValue() : Long.MAX_VALUE;
        }

        String text(BigInteger address) {
            byte[] bits = new byte[bytes];
            byte[] number = address.toByteArray();
            int length = Math.min(bytes, number.length);
            System.arraycopy(number, number.length - length, bits, bytes - length, length);
            try {
                return InetAddress.getByAddress(bits).getHostAddress();
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        private static byte[] literal(String field, String text) {
            try {
                if (text.contains(":") || QUAD.matcher(text).matches()) {
                    return InetAddress.ofLiteral(text).getAddress();
                }
            } catch (IllegalArgumentException e) {
                throw EngineException.invalid(field, "'" + text + "' is no literal address: " + e.getMessage());
            }
            throw EngineException.invalid(field, "'" + text + "' is no literal address.");
        }
    }

    /** Opens a network over what others left or keep there. */
    public MemoryNetwork(String name, Store store) {
        super(name);
        this.store = store;
    }

    @Override
    public void applyRange(CallContext context, AddressRange range) throws InterruptedException {
        Bounds bounds = Bounds.of(range);
        enter(context);
        synchronized (store) {
            for (Range other : store.ranges.values()) {
                if (!other.bounds.range().name().equals(range.name()) && other.bounds.overlaps(bounds)) {
                    throw EngineException.invalid("first", "It overlaps '" + other.bounds.range().name() + "'.");
                }
            }
            Range known = store.ranges.computeIfAbsent(range.name(), name -> new Range(bounds));
            if (known.holdings.entrySet().stream()
                    .anyMatch(one -> one.getValue().held() && !bounds.gives(one.getKey()))) {
                throw new EngineException(ErrorCode.CONFLICT, "Addresses outside of it are in use.");
            }
            known.bounds = bounds;
        }
    }

    @Override
    public void deleteRange(CallContext context, String range) throws InterruptedException {
        enter(context);
        synchronized (store) {
            Range known = store.ranges.get(range);
            if (known != null && known.used() > 0) {
                throw new EngineException(ErrorCode.CONFLICT, "Addresses of it are in use.");
            }
            store.ranges.remove(range);
        }
    }

    @Override
    public List<RangeUse> ranges(CallContext context) throws InterruptedException {
        enter(context);
        synchronized (store) {
            return store.ranges.values().stream()
                .map(one -> new RangeUse(one.bounds.range(), one.bounds.size(), one.used())).toList();
        }
    }

    @Override
    public Allocation allocate(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        synchronized (store) {
            Range known = known(range);
            return allocation(known, known.take(owner));
        }
    }

    @Override
    public void release(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        synchronized (store) {
            Optional.ofNullable(store.ranges.get(range)).ifPresent(known -> known.held(owner)
                .ifPresent(address -> known.holdings.put(address, new Holding(owner, Instant.now(), false))));
        }
    }

    @Override
    public Optional<Allocation> find(CallContext context, String range, String owner) throws InterruptedException {
        checkOwner(owner);
        enter(context);
        synchronized (store) {
            Range known = store.ranges.get(range);
            return known == null ? Optional.empty() : known.held(owner).map(address -> allocation(known, address));
        }
    }

    @Override
    public List<Allocation> allocations(CallContext context, String range) throws InterruptedException {
        return leaks(context, range, Set.of());
    }

    @Override
    public List<Allocation> leaks(CallContext context, String range, Collection<String> living)
            throws InterruptedException {
        enter(context);
        synchronized (store) {
            Range known = known(range);
            List<Allocation> found = new ArrayList<>();
            known.holdings.forEach((address, holding) -> {
                if (holding.held() && !living.contains(holding.owner())) {
                    found.add(allocation(known, address));
                }
            });
            return found;
        }
    }

    private Range known(String range) {
        return Optional.ofNullable(store.ranges.get(Identifiers.name("range", range)))
            .orElseThrow(() -> EngineException.notFound("address range", range));
    }

    private static Allocation allocation(Range range, BigInteger address) {
        Holding holding = range.holdings.get(address);
        return new Allocation(range.bounds.range().name(), range.bounds.text(address), holding.owner(),
            holding.since());
    }

    private static void checkOwner(String owner) {
        if (owner == null || !OWNER.matcher(owner).matches()) {
            throw EngineException.invalid("owner", "An owner is 1 to 255 printable ASCII characters.");
        }
    }
}
