package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.platform.QuotasCommand.Limited;
import io.leengine.cli.values.Cpu;
import io.leengine.cli.values.Memory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

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
    Map<String, Long> over(JsonNode present) {
        Map<Limited, Long> limits = new EnumMap<>(Limited.class);
        for (Limited each : Limited.values()) {
            if (present.has(each.field)) {
                limits.put(each, present.path(each.field).asLong());
            }
        }
        Map<Limited, Long> given = given();
        if (given.isEmpty() && reset.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "Say what to set: --instances 20, say.", "");
        }
        limits.putAll(given);
        reset.forEach(limits::remove);
        Map<String, Long> fields = new LinkedHashMap<>();
        limits.forEach((each, limit) -> fields.put(each.field, limit));
        return fields;
    }

    private Map<Limited, Long> given() {
        Map<Limited, Long> given = new EnumMap<>(Limited.class);
        applications.ifPresent(limit -> given.put(Limited.APPLICATIONS, limit));
        instances.ifPresent(limit -> given.put(Limited.INSTANCES, limit));
        cpu.ifPresent(limit -> given.put(Limited.CPU, (long) limit.millis()));
        memory.ifPresent(limit -> given.put(Limited.MEMORY, limit.bytes()));
        imageStorage.ifPresent(limit -> given.put(Limited.IMAGE_STORAGE, limit.bytes()));
        builds.ifPresent(limit -> given.put(Limited.BUILDS, limit));
        lifted.forEach(each -> given.put(each, NO_LIMIT));
        return given;
    }
}
