package io.leengine.cli.exec;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * This process's terminal, which hands on every key as it is typed, until this is closed or the process ends: by a signal
 * too, other than one that cannot be caught. The JDK sets no modes of terminals; {@code stty} does.
 */
final class RawTerminal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RawTerminal.class.getName());
    private static final int LOOKS = 50;
    private static final long STTY_MILLIS = 100;
    private static final long LOOK_MILLIS = 500;

    private final String modes = stty(List.of("-g"));
    private final Thread last = new Thread(this::restoreAtExit, "terminal-restore");
    private Thread watching;
    private boolean raw;
    private boolean hooked;

    /**
     * A size in characters.
     *
     * @param columns in a line
     * @param rows in all
     */
    record Size(int columns, int rows) {
        private static final Size USUAL = new Size(80, 24);
        private static final int MOST = 1_000;

        /** Reads what {@code stty size} says; what it does not know is as usual. */
        static Size of(String text) {
            String[] numbers = text.strip().split(" ");
            if (numbers.length != 2 || Arrays.stream(numbers).anyMatch(number -> !number.matches("[1-9]\\d{0,8}"))) {
                return USUAL;
            }
            return new Size(Math.min(Integer.parseInt(numbers[1]), MOST), Math.min(Integer.parseInt(numbers[0]), MOST));
        }
    }

    /** Begins to hand on every key. */
    synchronized void begin() {
        Runtime.getRuntime().addShutdownHook(last);
        hooked = true;
        raw = true;
        stty(List.of("raw", "-echo"));
    }

    Size size() {
        return Size.of(stty(List.of("size")));
    }

    /** Tells of every other size from now on. */
    synchronized void watch(Size first, Consumer<Size> changed) {
        watching = Thread.ofVirtual().name("terminal-size").start(() -> {
            Size present = first;
            try {
                while (true) {
                    Thread.sleep(LOOK_MILLIS);
                    Size next = size();
                    if (!next.equals(present)) {
                        present = next;
                        changed.accept(next);
                    }
                }
            } catch (InterruptedException _) {
                // The terminal is given back: nobody wants to know any more.
                Thread.currentThread().interrupt();
            } catch (CommandException e) {
                // The terminal is as large as it was, as far as anybody knows; what ends the command says so itself.
                LOG.log(System.Logger.Level.DEBUG, "The size of the terminal is followed no more", e);
            }
        });
    }

    private synchronized void restore() {
        if (raw) {
            raw = false;
            stty(List.of(modes));
        }
    }

    private void restoreAtExit() {
        try {
            restore();
        } catch (CommandException e) {
            System.err.println("leengine: " + e.getMessage() + "\n  'stty sane' may bring them back.");
        }
    }

    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            ending = watching;
        }
        if (ending != null) {
            ending.interrupt();
        }
        restore();
        synchronized (this) {
            if (hooked) {
                hooked = false;
                unhook();
            }
        }
    }

    private void unhook() {
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException _) {
            // The process is ending already, and the terminal is as it was.
            last.setName("terminal-restored");
        }
    }

    private static String stty(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(arguments);
        try {
            Process stty = new ProcessBuilder(command).redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try {
                // What it says fits into the pipe, so it ends before anybody reads.
                if (!ended(stty) || stty.exitValue() != 0) {
                    throw failed(null);
                }
                return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.INTERRUPTED, "Interrupted.", "", e);
        }
    }

    // Look by look: the time for which a job is stopped, and this process with it, is none of its own.
    private static boolean ended(Process stty) throws InterruptedException {
        boolean ended = false;
        for (int look = 0; !ended && look < LOOKS; look++) {
            ended = stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return ended;
    }

    private static CommandException failed(Exception cause) {
        return new CommandException(ExitCode.FAILED, "The terminal's modes can be neither read nor set: stty fails.",
            "Install stty (coreutils), or name a command and leave --terminal out.", cause);
    }
}
