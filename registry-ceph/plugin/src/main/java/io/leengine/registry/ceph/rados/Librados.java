package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of librados 2 that are used, a method each. Those that may fail return what librados does: 0 or more, or
 * the number of why, negated. None but {@link #connect} and {@link #shutdown} waits for the cluster.
 */
final class Librados {
    static final String LIBRARY = "librados.so.2";

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;
    private final MethodHandle create;
    private final MethodHandle readConf;
    private final MethodHandle setConf;
    private final MethodHandle connect;
    private final MethodHandle shutdown;
    private final MethodHandle createContext;
    private final MethodHandle setNamespace;
    private final MethodHandle tryWhenFull;
    private final MethodHandle destroyContext;
    private final MethodHandle createCompletion;
    private final MethodHandle returnValue;
    private final MethodHandle releaseCompletion;
    private final MethodHandle cancel;
    private final MethodHandle createWrite;
    private final MethodHandle releaseWrite;
    private final MethodHandle writeAssertExists;
    private final MethodHandle writeCreate;
    private final MethodHandle writeBytes;
    private final MethodHandle writeRemove;
    private final MethodHandle writeCompare;
    private final MethodHandle writeSet;
    private final MethodHandle writeUnset;
    private final MethodHandle operateWrite;
    private final MethodHandle createRead;
    private final MethodHandle releaseRead;
    private final MethodHandle readPage;
    private final MethodHandle readNames;
    private final MethodHandle readKeys;
    private final MethodHandle operateRead;
    private final MethodHandle read;
    private final MethodHandle next;
    private final MethodHandle end;

    /**
     * Loads the library; {@code UNAVAILABLE} with the next step when the machine has none.
     *
     * @param file its name, as the system's loader takes it
     */
    Librados(String file) {
        library = load(file);
        create = returning("rados_create2", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        readConf = returning("rados_conf_read_file", ADDRESS, ADDRESS);
        setConf = returning("rados_conf_set", ADDRESS, ADDRESS, ADDRESS);
        connect = returning("rados_connect", ADDRESS);
        shutdown = silent("rados_shutdown", ADDRESS);
        createContext = returning("rados_ioctx_create", ADDRESS, ADDRESS, ADDRESS);
        setNamespace = silent("rados_ioctx_set_namespace", ADDRESS, ADDRESS);
        tryWhenFull = silent(library.find("rados_set_pool_full_try").isPresent() ? "rados_set_pool_full_try"
            : "rados_set_osdmap_full_try", ADDRESS);
        destroyContext = silent("rados_ioctx_destroy", ADDRESS);
        createCompletion = returning("rados_aio_create_completion2", ADDRESS, ADDRESS, ADDRESS);
        returnValue = returning("rados_aio_get_return_value", ADDRESS);
        releaseCompletion = silent("rados_aio_release", ADDRESS);
        cancel = returning("rados_aio_cancel", ADDRESS, ADDRESS);
        createWrite = handle("rados_create_write_op", FunctionDescriptor.of(ADDRESS));
        releaseWrite = silent("rados_release_write_op", ADDRESS);
        writeAssertExists = silent("rados_write_op_assert_exists", ADDRESS);
        writeCreate = silent("rados_write_op_create", ADDRESS, JAVA_INT, ADDRESS);
        writeBytes = silent("rados_write_op_write", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG);
        writeRemove = silent("rados_write_op_remove", ADDRESS);
        writeCompare = silent("rados_write_op_omap_cmp2", ADDRESS, ADDRESS, JAVA_BYTE, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS);
        writeSet = silent("rados_write_op_omap_set2", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        writeUnset = silent("rados_write_op_omap_rm_keys2", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        operateWrite = returning("rados_aio_write_op_operate", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
        createRead = handle("rados_create_read_op", FunctionDescriptor.of(ADDRESS));
        releaseRead = silent("rados_release_read_op", ADDRESS);
        readPage = silent("rados_read_op_omap_get_vals2", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
        readNames = silent("rados_read_op_omap_get_keys2", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
        readKeys = silent("rados_read_op_omap_get_vals_by_keys2", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
        operateRead = returning("rados_aio_read_op_operate", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
        read = returning("rados_aio_read", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG);
        next = returning("rados_omap_get_next2", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        end = silent("rados_omap_get_end", ADDRESS);
    }

    @SuppressWarnings("restricted") // it is what this class is for
    private static SymbolLookup load(String file) {
        try {
            // Never unloaded: the library's own threads may end later than what used it here.
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "This machine has no " + file + ", through which Ceph is "
                + "spoken to.", e).withNextStep("Install Ceph's client library (Debian: apt-get install librados2).");
        } catch (IllegalCallerException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The virtual machine does not allow calls of " + file + ".", e)
                .withNextStep("Start the engine with --enable-native-access=ALL-UNNAMED, as its own start script does.");
        }
    }

    private MethodHandle returning(String function, MemoryLayout... parameters) {
        return handle(function, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private MethodHandle silent(String function, MemoryLayout... parameters) {
        return handle(function, FunctionDescriptor.ofVoid(parameters));
    }

    @SuppressWarnings("restricted") // it is what this class is for
    private MethodHandle handle(String function, FunctionDescriptor descriptor) {
        MemorySegment symbol = library.find(function).orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE,
            "The machine's " + LIBRARY + " has no " + function + "; it is too old.")
            .withNextStep("Install Ceph's client library of release 16 or newer."));
        return linker.downcallHandle(symbol, descriptor);
    }

    // Clusters

    int create(MemorySegment cluster, MemorySegment clusterName, MemorySegment user) {
        return number(() -> (int) create.invokeExact(cluster, clusterName, user, 0L));
    }

    int readConf(MemorySegment cluster, MemorySegment file) {
        return number(() -> (int) readConf.invokeExact(cluster, file));
    }

    int setConf(MemorySegment cluster, MemorySegment option, MemorySegment value) {
        return number(() -> (int) setConf.invokeExact(cluster, option, value));
    }

    /** Waits for the cluster, at most the time set in the configuration. */
    int connect(MemorySegment cluster) {
        return number(() -> (int) connect.invokeExact(cluster));
    }

    /** Ends the library's threads for this cluster, also of one that was created only. */
    void shutdown(MemorySegment cluster) {
        run(() -> {
            shutdown.invokeExact(cluster);
        });
    }

    // I/O contexts

    int createContext(MemorySegment cluster, MemorySegment pool, MemorySegment into) {
        return number(() -> (int) createContext.invokeExact(cluster, pool, into));
    }

    void setNamespace(MemorySegment context, MemorySegment namespace) {
        run(() -> {
            setNamespace.invokeExact(context, namespace);
        });
    }

    /** Lets writes fail, and removals succeed, when the pool is full; else both wait for room. */
    void tryWhenFull(MemorySegment context) {
        run(() -> {
            tryWhenFull.invokeExact(context);
        });
    }

    void destroyContext(MemorySegment context) {
        run(() -> {
            destroyContext.invokeExact(context);
        });
    }

    // Completions

    int createCompletion(MemorySegment argument, MemorySegment callback, MemorySegment into) {
        return number(() -> (int) createCompletion.invokeExact(argument, callback, into));
    }

    int returnValue(MemorySegment completion) {
        return number(() -> (int) returnValue.invokeExact(completion));
    }

    void releaseCompletion(MemorySegment completion) {
        run(() -> {
            releaseCompletion.invokeExact(completion);
        });
    }

    int cancel(MemorySegment context, MemorySegment completion) {
        return number(() -> (int) cancel.invokeExact(context, completion));
    }

    // Writes

    MemorySegment createWrite() {
        return address(() -> (MemorySegment) createWrite.invokeExact());
    }

    void releaseWrite(MemorySegment write) {
        run(() -> {
            releaseWrite.invokeExact(write);
        });
    }

    void assertExists(MemorySegment write) {
        run(() -> {
            writeAssertExists.invokeExact(write);
        });
    }

    void createObject(MemorySegment write, int exclusive) {
        run(() -> {
            writeCreate.invokeExact(write, exclusive, MemorySegment.NULL);
        });
    }

    /** Copies the bytes. */
    void writeBytes(MemorySegment write, MemorySegment bytes, long offset) {
        run(() -> {
            writeBytes.invokeExact(write, bytes, bytes.byteSize(), offset);
        });
    }

    void removeObject(MemorySegment write) {
        run(() -> {
            writeRemove.invokeExact(write);
        });
    }

    void compare(MemorySegment write, MemorySegment key, byte operator, MemorySegment value) {
        run(() -> {
            writeCompare.invokeExact(write, key, operator, value, key.byteSize(), value.byteSize(), MemorySegment.NULL);
        });
    }

    void set(MemorySegment write, MemorySegment keys, MemorySegment values, MemorySegment keySizes, MemorySegment valueSizes,
            long count) {
        run(() -> {
            writeSet.invokeExact(write, keys, values, keySizes, valueSizes, count);
        });
    }

    void unset(MemorySegment write, MemorySegment keys, MemorySegment keySizes, long count) {
        run(() -> {
            writeUnset.invokeExact(write, keys, keySizes, count);
        });
    }

    int operateWrite(MemorySegment write, MemorySegment context, MemorySegment completion, MemorySegment object) {
        return number(() -> (int) operateWrite.invokeExact(write, context, completion, object, MemorySegment.NULL, 0));
    }

    // Reads

    MemorySegment createRead() {
        return address(() -> (MemorySegment) createRead.invokeExact());
    }

    void releaseRead(MemorySegment read) {
        run(() -> {
            releaseRead.invokeExact(read);
        });
    }

    void readPage(MemorySegment op, MemorySegment after, MemorySegment prefix, long limit, MemorySegment iterator,
            MemorySegment more, MemorySegment result) {
        run(() -> {
            readPage.invokeExact(op, after, prefix, limit, iterator, more, result);
        });
    }

    /** As {@link #readPage}, without the values. */
    void readNames(MemorySegment op, MemorySegment after, long limit, MemorySegment iterator, MemorySegment more,
            MemorySegment result) {
        run(() -> {
            readNames.invokeExact(op, after, limit, iterator, more, result);
        });
    }

    void readKeys(MemorySegment op, MemorySegment keys, long count, MemorySegment keySizes, MemorySegment iterator,
            MemorySegment result) {
        run(() -> {
            readKeys.invokeExact(op, keys, count, keySizes, iterator, result);
        });
    }

    int operateRead(MemorySegment op, MemorySegment context, MemorySegment completion, MemorySegment object) {
        return number(() -> (int) operateRead.invokeExact(op, context, completion, object, 0));
    }

    int read(MemorySegment context, MemorySegment object, MemorySegment completion, MemorySegment into, long offset) {
        return number(() -> (int) read.invokeExact(context, object, completion, into, into.byteSize(), offset));
    }

    int next(MemorySegment iterator, MemorySegment key, MemorySegment value, MemorySegment keySize, MemorySegment valueSize) {
        return number(() -> (int) next.invokeExact(iterator, key, value, keySize, valueSize));
    }

    void end(MemorySegment iterator) {
        run(() -> {
            end.invokeExact(iterator);
        });
    }

    // How a handle is called

    private interface Silent {
        void make() throws Throwable;
    }

    private interface Numbered {
        int make() throws Throwable;
    }

    private interface Addressed {
        MemorySegment make() throws Throwable;
    }

    private static int number(Numbered call) {
        int[] result = new int[1];
        run(() -> result[0] = call.make());
        return result[0];
    }

    private static MemorySegment address(Addressed call) {
        MemorySegment[] result = new MemorySegment[1];
        run(() -> result[0] = call.make());
        if (MemorySegment.NULL.equals(result[0])) {
            throw new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "librados has no memory left.");
        }
        return result[0];
    }

    private static void run(Silent call) {
        try {
            call.make();
        } catch (RuntimeException e) {
            throw e;
        // catches all: a handle declares no exception less than every one, and these calls throw none
        } catch (Throwable e) {
            throw new IllegalStateException("librados cannot be called", e);
        }
    }
}
