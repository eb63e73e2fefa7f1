package io.leengine.cli.bench;

import picocli.CommandLine.Command;

/** Benches. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures an engine of this distribution, started for "
    + "it in a folder of its own.", subcommands = {StartBench.class, ApiBench.class, SwapBench.class, KubernetesBench.class,
    LoadBalancerBench.class, RegistryBench.class})
public final class BenchCommand {
}
