package io.leengine.engine.application;

import io.leengine.engine.Applications;
import io.leengine.engine.domain.Version;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import io.leengine.spi.scheduler.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rules a deployment must keep, and the form for a first one. */
final class ApplicationRules {
    private static final int LONGEST_DESCRIPTION = 1_000;
    private static final int MOST_VARIABLES = 500;
    private static final int LONGEST_VALUE = 32 * 1024;
    private static final int MOST_ARGUMENTS = 200;
    private static final int MOST_INSTANCES = 1_000;

    private final int leastCells;

    ApplicationRules(int leastCells) {
        this.leastCells = leastCells;
    }

    static String description(String text) {
        if (text == null || text.length() > LONGEST_DESCRIPTION) {
            throw EngineException.invalid("description", "A description has at most " + LONGEST_DESCRIPTION
                + " characters.");
        }
        return text;
    }

    void check(Applications.Deployment deployment, Set<String> known) {
        if (deployment.tag().isPresent() == deployment.digest().isPresent()) {
            throw EngineException.invalid("tag", "Give either the image's tag or its digest.");
        }
        deployment.tag().ifPresent(tag -> Identifiers.tag("tag", tag));
        Identifiers.within("weight", deployment.weight(), 0, Shares.ALL);
        check(deployment.settings());
        cells(deployment.cells(), known);
    }

    /** Checks the cells of a version: they exist, there are enough of them, and each has a sane number. */
    void cells(Map<String, Integer> cells, Set<String> known) {
        cells.forEach((cell, instances) -> {
            if (!known.contains(cell)) {
                throw EngineException.invalid("cells." + cell, "There is no cell '" + cell + "'; the cells are " + known
                    + ".");
            }
            Identifiers.within("cells." + cell, instances, 0, MOST_INSTANCES);
        });
        long used = cells.values().stream().filter(instances -> instances > 0).count();
        boolean none = used == 0 && !cells.isEmpty();
        if (!none && used < leastCells) {
            throw EngineException.invalid("cells", "A version runs in at least " + leastCells
                + " cells, so that losing one loses no service; this names " + used + ".")
                .withNextStep("Name more cells; the cells are " + known + ".");
        }
    }

    private static void check(Version.Settings settings) {
        Identifiers.within("settings.port", settings.port(), 0, 65_535);
        Identifiers.within("settings.cpuMillis", settings.cpuMillis(), 10, 256_000);
        Identifiers.within("settings.memoryBytes", settings.memoryBytes(), 4L << 20, 4L << 40);
        Identifiers.within("settings.graceSeconds", settings.grace().toSeconds(), 0, 3_600);
        health(settings);
        if (settings.command().size() > MOST_ARGUMENTS) {
            throw EngineException.invalid("settings.command", "A command has at most " + MOST_ARGUMENTS + " parts.");
        }
        if (settings.environment().size() > MOST_VARIABLES) {
            throw EngineException.invalid("settings.environment", "There may be at most " + MOST_VARIABLES
                + " environment variables.");
        }
        settings.environment().forEach((name, value) -> {
            Identifiers.variable("settings.environment", name);
            if (value == null || value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
                throw EngineException.invalid("settings.environment." + name, "An environment variable's value has at "
                    + "most " + LONGEST_VALUE + " characters, and no NUL.");
            }
        });
    }

    static HealthCheck health(Version.Settings settings) {
        return new HealthCheck(settings.healthPath(), settings.healthInterval(), settings.healthTimeout(),
            settings.healthFailures(), settings.startLimit(), settings.healthRestartAfter());
    }

    /** Returns how an instance is run unless somebody says otherwise. */
    static Version.Settings usual() {
        return new Version.Settings(List.of(), new TreeMap<>(), 8080, 500, 256L << 20, "/", Duration.ofSeconds(2),
            Duration.ofSeconds(2), 3, Duration.ofMinutes(2), Duration.ofSeconds(20));
    }
}
