package io.leengine.cli;

/** The command line's exit codes; stable, for scripts. */
public final class ExitCode {
    /** All went well. */
    public static final int OK = 0;
    /** Something failed that none of the others names. */
    public static final int FAILED = 1;
    /** The command was used wrongly, or a value was refused. */
    public static final int USAGE = 2;
    /** There is no such thing. */
    public static final int NOT_FOUND = 3;
    /** Not logged in, or not allowed. */
    public static final int DENIED = 4;
    /** The present state does not allow it, or somebody else was first. */
    public static final int CONFLICT = 5;
    /** The engine, or what it needs, does not answer; trying again may help. */
    public static final int UNAVAILABLE = 6;
    /** Ended by an interrupt (Ctrl-C), as shells have it: 128 and the signal's number. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }
}
