package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.ApplicationDetails;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Reply;
import io.leengine.cli.client.ScaleChange;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets how many instances there are. */
@Command(name = "scale", description = "Sets how many instances a version has.")
public final class ScaleCommand extends ChangeCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String application;

    @Parameters(index = "1", paramLabel = "VERSION", description = "For example v2.")
    private String version;

    @Parameters(index = "2", arity = "0..1", paramLabel = "N", description = "Over all of its cells, spread evenly.")
    private Optional<Integer> instances = Optional.empty();

    @Option(names = {"-c", "--cell"}, paramLabel = "CELL=N", split = ",", description = "So many in a cell; a cell that "
        + "is not named gets none.")
    private Map<String, Integer> cells = new TreeMap<>();

    @Mixin
    private WaitOptions wait;

    @Override
    protected void run(EngineApi engine) throws InterruptedException {
        if (instances.isPresent() != cells.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "Either a number of instances or --cell must be given.",
                "For example: leengine scale " + application + " " + version + " 6");
        }
        Reply<ApplicationDetails> scaled = engine.versions().scaleVersion(application, version, ScaleChange.of()
            .withInstances(instances).withCells(Optional.of(cells).filter(given -> !given.isEmpty())), Optional.empty());
        if (wait.wanted()) {
            Readiness readiness = new Readiness(engine, application);
            wait.await(session(), application + " " + version, () -> readiness.pending(version));
        }
        done(application + " " + version + " scaled to " + instances.map(Object::toString).orElseGet(cells::toString),
            scaled);
    }
}
