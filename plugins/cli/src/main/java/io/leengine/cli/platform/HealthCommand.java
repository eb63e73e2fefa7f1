package io.leengine.cli.platform;

import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ReadCommand;
import picocli.CommandLine.Command;

/** Whether the engine is ready, and what is missing. */
@Command(name = "health", description = "Tells whether the engine is ready, and what is missing. Exit code 0 when it is "
    + "ready and nothing is missing, 6 otherwise.")
public final class HealthCommand extends ReadCommand {
    @Override
    protected int ask(ApiClient api) {
        Answer answer = api.probe("/health");
        output().one(answer.body(), new Columns().field("Region", "region").field("Ready", "ready")
            .field("Version", "version").field("Missing", "missing"));
        return answer.body().path("ready").asBoolean(false) && answer.body().path("missing").isEmpty() ? ExitCode.OK
            : ExitCode.UNAVAILABLE;
    }
}
