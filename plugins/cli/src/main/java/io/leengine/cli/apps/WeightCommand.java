package io.leengine.cli.apps;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.WeightsChange;
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
    protected void run(EngineApi engine) {
        output().one(engine.applications().setWeights(application, new WeightsChange(weights), Optional.empty()).json(),
            Shown.application());
    }
}
