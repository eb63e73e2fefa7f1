package io.leengine.spi.scheduler;

import io.leengine.spi.CallContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to run a command beside an instance's process, in its file system and namespaces. */
@ConsumerType
public interface InstanceExec {
    /**
     * Starts a command. One that cannot be started, since there is no such program, is one that has ended: its status is not
     * 0, and its output says why.
     *
     * @param command the program and its arguments; never given to a shell
     * @param terminal whether it gets a terminal; output and errors are one stream then
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when there is no such instance, {@code CONFLICT} when it
     *     does not run
     */
    Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal)
        throws InterruptedException;

    /**
     * A running command. Closing it ends the command; repeated, that does no harm. Each stream is for one thread, and all of
     * it may be used by several at once. A plugin that is closed ends its commands.
     */
    @ConsumerType
    interface Session extends AutoCloseable {
        /** Returns what the command reads; closing it is the end of that, and no end of the command. */
        OutputStream input();

        /** Returns what the command prints; it ends after the command has, at the latest when this is closed. */
        InputStream output();

        /** Tells a terminal its new size, in characters. */
        void resize(int columns, int rows);

        /**
         * Waits for the end and returns the exit status; 128 and the signal's number when a signal ended it.
         *
         * @throws io.leengine.model.EngineException {@code UNAVAILABLE} when the plugin was closed, and the command with it
         */
        int waitFor() throws InterruptedException;

        @Override
        void close();
    }
}
