package io.leengine.cli.output;

import java.io.PrintStream;
import java.io.PrintWriter;

/** One line that is redrawn on a terminal; elsewhere, each new text once. */
public final class ProgressLine {
    private final PrintWriter out;
    private final boolean terminal;
    private String shown = "";

    /** On a stream of this process. */
    public ProgressLine(PrintStream out) {
        this(new PrintWriter(out), System.console() != null && System.console().isTerminal());
    }

    /** On what may be a terminal. */
    public ProgressLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            // An interrupt ends the process in the middle; the shell's prompt shall not stand behind half a line.
            Runtime.getRuntime().addShutdownHook(new Thread(this::clear));
        }
    }

    /** Shows a text in the place of the one before. */
    public void show(String text) {
        if (!text.equals(shown)) {
            shown = text;
            out.print(terminal ? "\r" + text + "\033[K" : text + "\n");
            out.flush();
        }
    }

    /** Takes the line away from a terminal. */
    public void clear() {
        if (terminal && !shown.isEmpty()) {
            out.print("\r\033[K");
            out.flush();
        }
        shown = "";
    }
}
