package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.Limits;
import io.leengine.cli.platform.QuotasCommand.Limited;
import io.leengine.cli.values.Cpu;
import io.leengine.cli.values.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The limits that are given on the command line. */
final class QuotaLimits {
    private static final long NO_LIMIT = -1;

    @Option(names = "--applications", paramLabel = "N", description = "Applications.")
    private Optional<Long> applications = Optional.empty();

    @Option(names = "--instances", paramLabel = "N", description = "Instances of versions.")
    private Optional<Long> instances = Optional.empty();

    @Option(names = "--cpu", paramLabel = "CPU", description = "What instances are promised together: 500m, 0.5, 40.")
    private Optional<Cpu> cpu = Optional.empty();

    @Option(names = "--memory", paramLabel = "SIZE", description = "What instances are promised together: 256Mi, 40Gi.")
    private Optional<Memory> memory = Optional.empty();

    @Option(names = "--image-storage", paramLabel = "SIZE", description = "What the tags of images hold: 50Gi.")
    private Optional<Memory> imageStorage = Optional.empty();

    @Option(names = "--builds", paramLabel = "N", description = "Build runs that go on at a time; others wait.")
    private Optional<Long> builds = Optional.empty();

    @Option(names = "--no-limit", paramLabel = "WHAT", description = "Lifts a limit, also that of all: one of "
        + "${COMPLETION-CANDIDATES}.")
    private List<Limited> lifted = new ArrayList<>();

    @Option(names = "--reset", paramLabel = "WHAT", description = "Takes a limit away that was set, so that the one of all "
        + "is in force again.")
    private List<Limited> reset = new ArrayList<>();

    /** Returns what is set with what is given in the place of what was. */
    Limits over(Limits present) {
        Limits given = Limits.of().withApplications(applications).withInstances(instances)
            .withCpuMillis(cpu.map(limit -> (long) limit.millis())).withMemoryBytes(memory.map(Memory::bytes))
            .withImageBytes(imageStorage.map(Memory::bytes)).withBuilds(builds);
        if (given.equals(Limits.of()) && lifted.isEmpty() && reset.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "Say what to set: --instances 20, say.", "");
        }
        return new Limits(limit(Limited.APPLICATIONS, given.applications(), present.applications()),
            limit(Limited.INSTANCES, given.instances(), present.instances()),
            limit(Limited.CPU, given.cpuMillis(), present.cpuMillis()),
            limit(Limited.MEMORY, given.memoryBytes(), present.memoryBytes()),
            limit(Limited.IMAGE_STORAGE, given.imageBytes(), present.imageBytes()),
            limit(Limited.BUILDS, given.builds(), present.builds()));
    }

    private Optional<Long> limit(Limited what, Optional<Long> given, Optional<Long> present) {
        if (reset.contains(what)) {
            return Optional.empty();
        }
        return lifted.contains(what) ? Optional.of(NO_LIMIT) : given.or(() -> present);
    }
}
