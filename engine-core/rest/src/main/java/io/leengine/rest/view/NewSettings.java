package io.leengine.rest.view;

import io.leengine.engine.domain.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How an instance is to be run; what is absent comes from the form. */
@Doc("How an instance is to be run; what is absent comes from the form.")
public record NewSettings(@Doc(value = "Replaces the image's command; empty for the image's.",
        longest = 32_768, lines = true, items = 200) Optional<List<String>> command,
        @Doc(value = "All of its variables.", longest = 32_768, lines = true, items = 500,
            example = "{\"GREETING\":\"hello\"}")
        Optional<Map<String, String>> environment,
        @Doc(value = "Where it listens; 0 lets the cell choose and say so in `PORT`.", least = 0, most = 65_535)
        Optional<Integer> port,
        @Doc(value = "Thousandths of a processor.", example = "500", least = 10, most = 256_000)
        Optional<Integer> cpuMillis,
        @Doc(value = "Memory.", example = "268435456", least = 4_194_304, most = 4_398_046_511_104L)
        Optional<Long> memoryBytes,
        Optional<NewHealthCheck> healthCheck,
        @Doc(value = "Between being asked to stop and being killed.", least = 0, most = 3_600)
        Optional<Long> graceSeconds) {
    Version.Settings over(Version.Settings form) {
        NewHealthCheck check = healthCheck.orElseGet(NewHealthCheck::nothing);
        SortedMap<String, String> variables = environment.<SortedMap<String, String>>map(TreeMap::new)
            .orElse(form.environment());
        return new Version.Settings(command.orElse(form.command()), variables, port.orElse(form.port()),
            cpuMillis.orElse(form.cpuMillis()), memoryBytes.orElse(form.memoryBytes()),
            check.path().orElse(form.healthPath()),
            check.intervalMillis().map(Duration::ofMillis).orElse(form.healthInterval()),
            check.timeoutMillis().map(Duration::ofMillis).orElse(form.healthTimeout()),
            check.failures().orElse(form.healthFailures()),
            check.startLimitMillis().map(Duration::ofMillis).orElse(form.startLimit()),
            graceSeconds.map(Duration::ofSeconds).orElse(form.grace()),
            check.restartAfter().orElse(form.healthRestartAfter()));
    }

    /** Hides the environment's values. */
    @Override
    public String toString() {
        return "NewSettings[]";
    }
}
