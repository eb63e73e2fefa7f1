package io.leengine.cli.platform;

import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ReadCommand;
import picocli.CommandLine.Command;

/** Whether the platform is ready. */
@Command(name = "health", description = "Tells whether the platform is ready. Exit code 0 when it is, 6 when it is not.")
public final class HealthCommand extends ReadCommand {
    @Override
    protected int ask(ApiClient api) {
        Answer answer = api.probe("/health");
        output().one(answer.body(), new Columns().field("Region", "region").field("Ready", "ready")
            .field("Version", "version").field("Missing", "missing"));
        return answer.body().path("ready").asBoolean(false) ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }
}
