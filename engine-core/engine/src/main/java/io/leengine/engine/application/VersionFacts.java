package io.leengine.engine.application;

import io.leengine.engine.change.Difference;
import io.leengine.engine.domain.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What activity tells of a change of versions: by field, named by version. */
final class VersionFacts {
    private VersionFacts() {
    }

    static Difference difference(List<Version> before, List<Version> after) {
        Set<String> known = before.stream().map(Version::id).collect(Collectors.toCollection(HashSet::new));
        Map<String, String> fresh = new TreeMap<>();
        Map<String, String> secrets = new TreeMap<>();
        after.stream().filter(version -> !known.contains(version.id())).forEach(version -> {
            runs(version, fresh);
            version.settings().environment().forEach((variable, value) ->
                secrets.put(version.name() + ".environment." + variable, value));
        });
        fresh.putAll(states(after));
        return Difference.of(states(before), fresh, Map.of(), secrets);
    }

    private static Map<String, String> states(List<Version> versions) {
        Map<String, String> states = new TreeMap<>();
        versions.forEach(version -> {
            states.put(version.name() + ".state", version.state().name().toLowerCase(java.util.Locale.ROOT));
            states.put(version.name() + ".cells", version.cells().toString());
            states.put(version.name() + ".weight", Integer.toString(version.weight()));
        });
        return states;
    }

    private static void runs(Version version, Map<String, String> into) {
        Version.Settings settings = version.settings();
        Map<String, String> facts = Map.of("image", version.image() + "@" + version.digest(), "tag", version.tag(),
            "command", settings.command().toString(), "port", Integer.toString(settings.port()),
            "cpuMillis", Integer.toString(settings.cpuMillis()), "memoryBytes", Long.toString(settings.memoryBytes()),
            "healthPath", settings.healthPath());
        facts.forEach((field, value) -> into.put(version.name() + "." + field, value));
    }
}
