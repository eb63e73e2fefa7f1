package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Output;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Session;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Waits for the end of a swap, unless that is not wanted. */
public final class SwapFollowing {
    @Option(names = "--no-wait", description = "Returns as soon as the swap has begun.")
    private boolean noWait;

    @Mixin
    private WaitOptions.Limit limit;

    /** Tells how the swap that was begun ends. */
    void follow(ApiClient api, Session session, Output output, Answer begun) throws InterruptedException {
        String number = Values.text(begun.body().path("number"));
        String subject = Values.text(begun.body().path("subject"));
        if (noWait) {
            output.done("swap " + number + " of " + subject + " begun", begun.body());
            return;
        }
        JsonNode[] last = {begun.body()};
        limit.await(session, "swap " + number + " of " + subject, () -> {
            last[0] = api.get("/swaps/" + number).body();
            return Values.text(last[0].path("state")).equals("running")
                ? Optional.of(Values.text(last[0].path("message"))) : Optional.empty();
        });
        String message = Values.text(last[0].path("message"));
        if (Values.text(last[0].path("state")).equals("returned")) {
            throw new CommandException(ExitCode.FAILED, "Swap " + number + " of " + subject + " was taken back: " + message,
                "What was there before runs. The engine's log says more under swap " + number + ".");
        }
        output.done("swap " + number + " of " + subject + " done in " + Values.text(last[0].path("gapMillis"))
            + " ms: " + message, last[0]);
    }
}
