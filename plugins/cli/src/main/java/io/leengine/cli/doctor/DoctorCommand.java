package io.leengine.cli.doctor;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Output;
import io.leengine.cli.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks the machine, the distribution, the engine and the platform. */
@Command(name = "doctor", description = "Checks what a person would check: this machine, this distribution, the engine, the "
    + "platform. Each with ok, warn or fail, what was seen, and what to do. Exit code 0 when nothing fails, else 1.")
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of the engine on this machine (default: "
        + ".leengine in your home).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--strict", description = "A warning counts as a failure.")
    private boolean strict;

    @Mixin
    private Session session;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data.orElseGet(LocalEngine::usualData).toAbsolutePath();
        Optional<Path> home = Optional.ofNullable(System.getProperty("leengine.home")).filter(text -> !text.isEmpty())
            .map(Path::of);
        List<Finding> findings = new ArrayList<>(new MachineChecks(folder, session.surroundings()).all());
        findings.addAll(new DistributionChecks(home, folder).all());
        findings.addAll(engine());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        Finding.State worst = findings.stream().map(Finding::state).max(Comparator.naturalOrder()).orElseThrow();
        body.put("worst", worst.word());
        var items = body.putArray("items");
        findings.forEach(each -> items.addObject().put("check", each.check()).put("state", each.state().word())
            .put("cause", each.cause()).put("nextStep", each.nextStep()));
        output.list(body, new Columns().field("CHECK", "check").field("STATE", "state").field("CAUSE", "cause")
            .field("NEXT STEP", "nextStep"));
        return worst == Finding.State.FAIL || strict && worst == Finding.State.WARN ? ExitCode.FAILED : ExitCode.OK;
    }

    private List<Finding> engine() throws InterruptedException {
        try (EngineChecks checks = new EngineChecks(session.where())) {
            return checks.all();
        } catch (CommandException e) {
            return List.of(Finding.warn("engine", e.getMessage(), e.nextStep()));
        } catch (ApiException e) {
            return List.of(Finding.fail("engine", e.getMessage(), e.problem().nextStep()));
        }
    }
}
