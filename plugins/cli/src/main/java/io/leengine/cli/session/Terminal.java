package io.leengine.cli.session;

import java.util.Optional;

/** Where a person may be asked. */
public interface Terminal {
    /** Returns whether somebody is there. */
    boolean interactive();

    /** Asks for a line; empty when there is no more input. */
    Optional<String> line(String question);

    /** Asks for a line that is not shown; empty when there is no more input. */
    Optional<String> secret(String question);

    /** Returns how many characters fit into a line; no limit where nobody looks. */
    default int width() {
        return Integer.MAX_VALUE;
    }

    /** Returns the terminal of this process. */
    static Terminal ofProcess() {
        return new ConsoleTerminal(System.console());
    }
}
