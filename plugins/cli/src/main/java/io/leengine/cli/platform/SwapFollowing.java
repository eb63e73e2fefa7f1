package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Reply;
import io.leengine.cli.client.Swap;
import io.leengine.cli.output.Output;
import io.leengine.cli.session.Session;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Waits for the end of a swap, unless that is not wanted. */
public final class SwapFollowing {
    @Option(names = "--no-wait", description = "Returns as soon as the swap has begun.")
    private boolean noWait;

    @Mixin
    private WaitOptions.Limit limit;

    /** Tells how the swap that was begun ends. */
    void follow(EngineApi engine, Session session, Output output, Reply<Swap> begun) throws InterruptedException {
        long number = begun.body().number();
        String swap = "swap " + number + " of " + begun.body().subject();
        if (noWait) {
            output.done(swap + " begun", begun.json());
            return;
        }
        AtomicReference<Reply<Swap>> last = new AtomicReference<>(begun);
        limit.await(session, swap, () -> {
            last.set(engine.bundlesAndSwaps().getSwap(number));
            Swap now = last.get().body();
            return now.state().equals("running") ? Optional.of(now.message()) : Optional.empty();
        });
        Swap ended = last.get().body();
        if (ended.state().equals("returned")) {
            throw new CommandException(ExitCode.FAILED, "S" + swap.substring(1) + " was taken back: " + ended.message(),
                "What was there before runs. The engine's log says more under swap " + number + ".");
        }
        output.done(swap + " done in " + ended.gapMillis() + " ms: " + ended.message(), last.get().json());
    }
}
