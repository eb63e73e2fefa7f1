package io.leengine.cli.distro;

import io.leengine.cli.engine.LocalEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a distribution; needs no engine and no network. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a distribution: the base with other parts "
    + "in it, resolved, with its lock, its list of materials (CycloneDX) and its licences. Needs no engine and no network; "
    + "the same input makes the same bytes.")
public final class ExportCommand implements Callable<Integer> {
    @Option(names = "--base", paramLabel = "BASE", required = true, description = "What to begin with: the name of this "
        + "distribution (embedded), or the folder of an exported one.")
    private String base;

    @Option(names = "--out", paramLabel = "PATH", required = true, description = "Where to write: a folder that is not there "
        + "or empty, or an archive that ends in .zip or .tar.gz.")
    private Path out;

    @Option(names = "--swap", paramLabel = "SEAM=JAR", description = "Lets the plugin in a jar serve a seam, instead of the "
        + "base's: scheduler, network, load-balancer (or lb), builder, registry-storage, monitor, bus, notifier, identity. Can be "
        + "given for several.")
    private List<String> swaps = List.of();

    @Option(names = "--set", paramLabel = "SEAM.KEY=VALUE", description = "Gives a setting to the parts of a seam, "
        + "or with SEAM/PART.KEY=VALUE to one of them. Can be given more than once.")
    private List<String> settings = List.of();

    @Option(names = "--add", paramLabel = "JAR", description = "Adds a bundle: a library that a part needs, or a further "
        + "plugin. Can be given more than once.")
    private List<Path> adds = List.of();

    @Option(names = "--remove", paramLabel = "NAME", description = "Leaves out the bundle with this symbolic name, and the "
        + "parts it served. Can be given more than once.")
    private List<String> removals = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "Names the distribution (default: as the base).")
    private Optional<String> name = Optional.empty();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        Path home = LocalEngine.home();
        List<String> arguments = new ArrayList<>(List.of("--own", home.toString(), "--base", base, "--out", out.toString()));
        name.ifPresent(value -> arguments.addAll(List.of("--name", value)));
        swaps.forEach(value -> arguments.addAll(List.of("--swap", value)));
        settings.forEach(value -> arguments.addAll(List.of("--set", value)));
        adds.forEach(value -> arguments.addAll(List.of("--add", value.toString())));
        removals.forEach(value -> arguments.addAll(List.of("--remove", value)));
        return new Exporter(home).run(command.commandLine().getOut(), command.commandLine().getErr(), arguments);
    }
}
