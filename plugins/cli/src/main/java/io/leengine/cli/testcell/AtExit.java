package io.leengine.cli.testcell;

import io.leengine.cli.CommandException;

/** Has something ended with this process at the latest, by a signal too, other than one that cannot be caught. */
public final class AtExit {
    private final Thread thread;

    /**
     * @param name of the thread
     * @param end ends it; may run while another thread ends it as well
     */
    public AtExit(String name, Runnable end) {
        this.thread = new Thread(end, name);
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** An end that may fail, with words for who looks on, and may be interrupted. */
    @FunctionalInterface
    public interface End {
        /** Ends it. */
        void run() throws InterruptedException;
    }

    /** As the constructor; whoever presses Ctrl-C is told what could not be ended. */
    public static AtExit told(String name, End end) {
        return new AtExit(name, () -> {
            try {
                end.run();
            } catch (CommandException e) {
                System.err.println("leengine: " + e.getMessage() + "\n  " + e.nextStep());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Lets it be: it has ended, or is to go on. Returns whether that was in time; else it is ended at this moment. */
    public boolean cancel() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
