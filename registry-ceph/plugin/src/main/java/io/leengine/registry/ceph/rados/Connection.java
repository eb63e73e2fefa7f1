package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/** A connection to one place of a cluster. It outlives outages of the cluster; librados finds back by itself. */
final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_MOUNT_SECONDS = 15;

    private final Librados librados;
    private final Arena arena;
    private final MemorySegment cluster;
    private final IoContext context;

    private Connection(Librados librados, Arena arena, MemorySegment cluster, IoContext context) {
        this.librados = librados;
        this.arena = arena;
        this.cluster = cluster;
        this.context = context;
    }

    /**
     * Connects. Waits for the cluster without heeding interrupts, so no virtual thread may call this.
     *
     * @throws EngineException {@code UNAVAILABLE} with what is wrong and the next step
     */
    static Connection open(Target target) {
        Librados librados = new Librados(Librados.LIBRARY);
        Arena arena = Arena.ofShared();
        MemorySegment cluster = MemorySegment.NULL;
        try {
            MemorySegment into = arena.allocate(ADDRESS);
            check("Preparing the connection", librados.create(into, arena.allocateFrom("ceph"),
                arena.allocateFrom("client." + target.user())));
            cluster = into.get(ADDRESS, 0);
            configure(librados, cluster, target);
            check("Connecting", librados.connect(cluster));
            IoContext context = context(librados, arena, cluster, target);
            return new Connection(librados, arena, cluster, context);
        } catch (RadosException | RuntimeException e) {
            if (!MemorySegment.NULL.equals(cluster)) {
                librados.shutdown(cluster);
            }
            arena.close();
            throw e instanceof RadosException failure ? explained(target, failure) : (RuntimeException) e;
        }
    }

    private static void configure(Librados librados, MemorySegment cluster, Target target) throws RadosException {
        try (Arena local = Arena.ofConfined()) {
            if (!target.confFile().isBlank()) {
                check("Reading the configuration file " + target.confFile(),
                    librados.readConf(cluster, local.allocateFrom(target.confFile())));
            }
            for (Map.Entry<String, String> option : options(target).entrySet()) {
                MemorySegment value = local.allocateFrom(option.getValue());
                int result = librados.setConf(cluster, local.allocateFrom(option.getKey()), value);
                // One of them is the key.
                value.fill((byte) 0);
                check("Setting " + option.getKey(), result);
            }
        }
    }

    private static Map<String, String> options(Target target) {
        String seconds = Long.toString(target.timeout().toSeconds());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("rados_osd_op_timeout", seconds);
        options.put("rados_mon_op_timeout", seconds);
        options.put("client_mount_timeout", Long.toString(Math.min(MAX_MOUNT_SECONDS, target.timeout().toSeconds())));
        // Beginning an operation waits, and holds its carrier, when so many are under way; the windows here are narrower.
        options.put("objecter_inflight_ops", "16384");
        options.put("objecter_inflight_op_bytes", Long.toString(1L << 30));
        if (!target.monitors().isBlank()) {
            options.put("mon_host", target.monitors());
        }
        if (!target.key().isBlank()) {
            options.put("key", target.key());
        }
        return options;
    }

    private static IoContext context(Librados librados, Arena arena, MemorySegment cluster, Target target)
            throws RadosException {
        MemorySegment into = arena.allocate(ADDRESS);
        check("Opening the pool '" + target.pool() + "'",
            librados.createContext(cluster, arena.allocateFrom(target.pool()), into));
        MemorySegment handle = into.get(ADDRESS, 0);
        if (!target.namespace().isEmpty()) {
            librados.setNamespace(handle, arena.allocateFrom(target.namespace()));
        }
        librados.tryWhenFull(handle);
        return new IoContext(librados, handle, new Completions(librados, arena, target.timeout().plus(GRACE).toMillis()));
    }

    private static void check(String what, int result) throws RadosException {
        if (result < 0) {
            throw new RadosException(what, result);
        }
    }

    private static EngineException explained(Target target, RadosException failure) {
        return new EngineException(ErrorCode.UNAVAILABLE, "Ceph cannot be used as " + target + ". " + failure.getMessage()
            + ".", failure).withNextStep(failure.isRefusal() ? "Check the user, its key and its capabilities ('ceph auth get')."
            : failure.is(RadosException.ENOENT) ? "Check the configuration file and that the pool exists ('ceph osd lspools')."
            : "Check that the monitors run and are reached from here ('ceph -s').");
    }

    WriteOperation newWrite() {
        return new WriteOperation(librados);
    }

    /** Begins a compound write. */
    Completion begin(String object, WriteOperation write) throws RadosException {
        return context.write(object, write);
    }

    /** Begins to read bytes into memory that stays until the operation has ended. */
    Completion begin(String object, MemorySegment into, long offset) throws RadosException {
        return context.read(object, into, offset);
    }

    /** Writes and waits. */
    void write(String object, WriteOperation write) throws RadosException, InterruptedException {
        context.write(object, write).await();
    }

    /** Reads one key of an object; nothing when either is not there. */
    SortedMap<String, byte[]> key(String object, String key) throws RadosException, InterruptedException {
        try (OmapReading reading = read(object, OmapRead.of(librados, key))) {
            return reading.await().values();
        }
    }

    /** Begins to read keys after one that begin with a prefix, with their values. */
    OmapReading values(String object, String after, String prefix, int limit) throws RadosException {
        return read(object, OmapRead.values(librados, after, prefix, limit));
    }

    /** Begins to read keys after one, without their values. */
    OmapReading keys(String object, String after, int limit) throws RadosException {
        return read(object, OmapRead.keys(librados, after, limit));
    }

    private OmapReading read(String object, OmapRead read) throws RadosException {
        return new OmapReading(context.read(object, read), read);
    }

    /** Calls off what is under way and ends the library's threads. */
    void close() throws InterruptedException {
        if (!context.close()) {
            // Better to leave a connection behind than to take from librados what it still uses.
            LOG.log(System.Logger.Level.ERROR, "A Ceph operation could not be called off; its connection is left open");
            return;
        }
        librados.shutdown(cluster);
        arena.close();
    }
}
