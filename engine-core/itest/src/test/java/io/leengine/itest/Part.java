package io.leengine.itest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configured plugin of the distribution's seed: which seam, which plugin, with which settings. */
record Part(String seam, String name, String plugin, Map<String, String> settings) {
    static final String SEAM = "part.seam";
    static final String NAME = "part.name";
    static final String PLUGIN = "part.plugin";

    private static final Map<String, String> INTERFACES = Map.of(
            "scheduler", "io.leengine.spi.scheduler.Scheduler",
            "network", "io.leengine.spi.network.Network",
            "load-balancer", "io.leengine.spi.loadbalancer.LoadBalancer",
            "builder", "io.leengine.spi.builder.Builder",
            "registry-storage", "io.leengine.spi.registry.RegistryStorage",
            "monitor", "io.leengine.spi.monitor.Monitor",
            "bus", "io.leengine.spi.bus.Bus",
            "notifier", "io.leengine.spi.notifier.Notifier");

    static List<Part> readAll(Path data) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("parts"))) {
            for (Path file : files.sorted().toList()) {
                Properties read = new Properties();
                try (Reader in = Files.newBufferedReader(file)) {
                    read.load(in);
                }
                parts.add(new Part((String) read.remove(SEAM), (String) read.remove(NAME), (String) read.remove(PLUGIN),
                        read.stringPropertyNames().stream()
                                .collect(Collectors.toMap(key -> key, read::getProperty))));
            }
        }
        return parts;
    }

    String serviceInterface() {
        return INTERFACES.get(seam);
    }

    /** As the engine would project it. */
    Dictionary<String, Object> configuration() {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put("leengine.name", name);
        return properties;
    }
}
