package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The few calls of the C library that terminals and pipes take. Linux on 64 bits. */
final class Libc {
    static final int EIO = 5;
    static final int EAGAIN = 11;

    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TIOCSWINSZ = 0x5414;
    private static final int NAME_BYTES = 64;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final StructLayout state = Linker.Option.captureStateLayout();
    private final VarHandle errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private final Linker linker = Linker.nativeLinker();
    private final MethodHandle open = handle("posix_openpt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle grant = handle("grantpt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle unlock = handle("unlockpt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle name = handle("ptsname_r", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private final MethodHandle pipe = handle("pipe2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT));
    private final MethodHandle read = handle("read", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private final MethodHandle write = handle("write", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private final MethodHandle control = handle("ioctl", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
        ValueLayout.JAVA_LONG, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2));
    private final MethodHandle close = handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /** A call that failed, with the system's number of why. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        private final int number;

        Failure(String call, int number) {
            super(call + " failed with errno " + number);
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private interface Call {
        long make(MemorySegment state) throws Throwable;
    }

    @SuppressWarnings("restricted") // it is what this class is for
    private MethodHandle handle(String function, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor, options);
    }

    /** Opens the engine's end of a new terminal, whose reads and writes do not wait. */
    int openTerminal() throws IOException {
        int flags = O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK;
        int terminal = (int) call("posix_openpt", state -> (int) open.invokeExact(state, flags));
        try {
            call("grantpt", state -> (int) grant.invokeExact(state, terminal));
            call("unlockpt", state -> (int) unlock.invokeExact(state, terminal));
            return terminal;
        } catch (IOException e) {
            close(terminal);
            throw e;
        }
    }

    /** Returns the file of the other end. */
    String terminalName(int terminal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(NAME_BYTES);
            long number = call("ptsname_r", state -> (int) name.invokeExact(state, terminal, text, (long) NAME_BYTES));
            if (number != 0) {
                throw new Failure("ptsname_r", (int) number);
            }
            return text.getString(0);
        }
    }

    /** Opens a pipe, of whose ends neither waits. */
    Pipes.Pipe openPipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            call("pipe2", state -> (int) pipe.invokeExact(state, ends, O_CLOEXEC | O_NONBLOCK));
            return new Pipes.Pipe(new Descriptor(this, ends.getAtIndex(ValueLayout.JAVA_INT, 0)),
                new Descriptor(this, ends.getAtIndex(ValueLayout.JAVA_INT, 1)));
        }
    }

    /** Reads what is there; 0 at the end. */
    int read(int file, byte[] into, int offset, int most) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(most, BUFFER_BYTES));
            int count = (int) call("read", state -> (long) read.invokeExact(state, file, buffer, buffer.byteSize()));
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, offset, count);
            return count;
        }
    }

    /** Writes as much as is taken; not all of it, usually. */
    int write(int file, byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(Math.min(length, BUFFER_BYTES));
            MemorySegment.copy(bytes, offset, from, ValueLayout.JAVA_BYTE, 0, (int) from.byteSize());
            return (int) call("write", state -> (long) write.invokeExact(state, file, from, from.byteSize()));
        }
    }

    void resize(int terminal, int columns, int rows) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
            call("ioctl", state -> (int) control.invokeExact(state, terminal, TIOCSWINSZ, size));
        }
    }

    void close(int file) throws IOException {
        call("close", state -> (int) close.invokeExact(state, file));
    }

    private long call(String function, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            long result = call.make(captured);
            if (result < 0) {
                throw new Failure(function, (int) errno.get(captured, 0L));
            }
            return result;
        } catch (IOException | RuntimeException e) {
            throw e;
        // catches all: a handle declares no exception less than every one, and these calls throw none
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot be called", e);
        }
    }
}
