package io.leengine.cli.apps;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.ChangeCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shares the traffic. */
@Command(name = "weight", description = "Shares the traffic among live versions, in percent.")
public final class WeightCommand extends ChangeCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String application;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "VERSION=PERCENT", description = "For example v1=90 v2=10.")
    private Map<String, Integer> weights = new LinkedHashMap<>();

    @Override
    protected void run(ApiClient api) {
        output().one(api.send("PUT", Paths.application(application) + "/weights",
            Optional.of(Map.of("weights", weights)), Map.of()).body(), Shown.application());
    }
}
