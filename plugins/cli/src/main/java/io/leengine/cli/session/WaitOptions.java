package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.http.EventFeed;
import io.leengine.cli.output.ProgressLine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options {@code --wait}. */
public final class WaitOptions {
    private static final Duration POLL = Duration.ofMillis(250);

    @Option(names = {"-w", "--wait"}, description = "Waits until it is so; fails with the reason when it cannot be.")
    private boolean wait;

    @Mixin
    private Limit limit;

    /** Returns whether to wait. */
    public boolean wanted() {
        return wait;
    }

    /** Waits as {@link Limit#await} does. */
    public void await(Session session, String what, Supplier<Optional<String>> pending) throws InterruptedException {
        limit.await(session, what, pending);
    }

    /** The option {@code --wait-limit}, for commands that always wait. */
    public static final class Limit {
        @Option(names = "--wait-limit", paramLabel = "TIME", defaultValue = "5m",
            description = "How long at most (default: ${DEFAULT-VALUE}).")
        private Duration limit = Duration.ofMinutes(5);

        /**
         * Waits with a line of progress.
         *
         * @param what what is waited for
         * @param pending returns what is missing; empty when nothing is
         */
        public void await(Session session, String what, Supplier<Optional<String>> pending) throws InterruptedException {
            ProgressLine progress = new ProgressLine(session.err(), session.surroundings().terminal().interactive());
            long deadline = System.nanoTime() + limit.toNanos();
            try {
                for (var left = state(pending); left.isPresent(); left = state(pending)) {
                    String missing = left.get();
                    progress.show("leengine: waiting for " + what + ": " + missing);
                    if (System.nanoTime() >= deadline) {
                        throw new CommandException(ExitCode.UNAVAILABLE, limit.toSeconds() + " s were not enough for " + what
                            + ": " + missing + ".", "It goes on; --wait-limit waits longer.");
                    }
                    Thread.sleep(POLL);
                }
            } finally {
                progress.clear();
            }
        }

        /** An engine that is started anew in the middle is no reason to give up. */
        private static Optional<String> state(Supplier<Optional<String>> pending) {
            try {
                return pending.get();
            } catch (CommandException | ApiException e) {
                if (EventFeed.passing(e)) {
                    return Optional.of("no answer from the engine");
                }
                throw e;
            }
        }
    }
}
