package io.leengine.cli.apps;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewVersion;
import io.leengine.cli.client.Reply;
import io.leengine.cli.client.Version;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deploys a version. */
@Command(name = "deploy", description = "Deploys a version of an application; what is not said is as in the version before.")
public final class DeployCommand extends ChangeCommand {
    @Parameters(paramLabel = "APP", description = "The application.")
    private String name;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(names = {"-c", "--cell"}, paramLabel = "CELL=N", split = ",", description = "So many instances in a cell.")
    private Map<String, Integer> cells = new TreeMap<>();

    @Option(names = "--weight", paramLabel = "PERCENT", description = "Its share of the traffic once it is ready "
        + "(default: 0; the first version gets all).")
    private Optional<Integer> weight = Optional.empty();

    @Option(names = "--replace", description = "It takes the place of all live versions once it is ready.")
    private boolean replace;

    @Mixin
    private RunOptions running;

    @Mixin
    private WaitOptions wait;

    /** Which image. */
    static final class What {
        @Option(names = {"-t", "--tag"}, paramLabel = "TAG", description = "The image's tag.")
        private Optional<String> tag = Optional.empty();

        @Option(names = "--digest", paramLabel = "DIGEST", description = "The image's digest, sha256:...")
        private Optional<String> digest = Optional.empty();
    }

    @Override
    protected void run(EngineApi engine) throws InterruptedException {
        NewVersion next = NewVersion.of().withTag(what.tag).withDigest(what.digest)
            .withSettings(running.settings(() -> engine.versions().getNextVersion(name).body().settings().environment()))
            .withCells(Optional.of(cells).filter(given -> !given.isEmpty())).withWeight(weight)
            .withReplace(replace ? Optional.of(true) : Optional.empty());
        Reply<Version> version = engine.versions().deployVersion(name, next, Optional.empty());
        if (wait.wanted()) {
            String number = version.body().name();
            Readiness readiness = new Readiness(engine, name);
            wait.await(session(), name + " " + number, () -> replace ? readiness.pendingOfAll()
                : readiness.pending(number));
            version = engine.versions().getVersion(name, number);
        }
        output().one(version.json(), Shown.versionDetails());
    }
}
