package io.leengine.spi.scheduler;

import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to read what instances print. */
@ConsumerType
public interface InstanceLogs {
    /**
     * Opens the log of one instance: first the last {@code tail} lines that are kept, then, when following, each new
     * line. The end of a log that is not followed, or of one whose instance is gone, is {@link Line#end()}.
     *
     * @param tail how many kept lines to begin with, 0 to 100,000
     * @param follow whether to go on
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when there is no such instance
     */
    Watch<Line> logs(CallContext context, String namespace, String instance, int tail, boolean follow)
        throws InterruptedException;

    /**
     * Opens the log of one instance from a time on: first what is kept of the lines that were printed then or later, and
     * then, when following, each new line. It ends as that of {@link #logs} does.
     *
     * <p>This one looks through the last 100,000 lines that are kept and leaves out those before the first that is not older.
     * A scheduler that can find the place overrides it. Of a runtime that keeps no times it is known of a line only when it
     * was read: more may come then, never less.
     *
     * @param since the time of the first line
     * @param follow whether to go on
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when there is no such instance
     */
    default Watch<Line> logsSince(CallContext context, String namespace, String instance, Instant since, boolean follow)
            throws InterruptedException {
        return new LinesSince(logs(context, namespace, instance, LinesSince.MOST, follow), since);
    }

    /**
     * One line.
     *
     * @param at when it was printed, or read, if the runtime keeps no times
     * @param text without its line end; at most 64 KiB, longer ones are cut into several
     * @param last whether this ends the log; the text is empty then
     */
    record Line(Instant at, String text, boolean last) {
        /** Returns the mark that nothing more will come. */
        public static Line end() {
            return new Line(Instant.EPOCH, "", true);
        }
    }
}
