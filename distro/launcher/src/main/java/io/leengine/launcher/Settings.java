package io.leengine.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The framework properties of this run: the distribution's file, then the data folder's, then the command line.
 * One address serves both listeners unless the load balancer has its own.
 */
final class Settings {
    static final String DATA = "leengine.data";
    static final String HTTP_ADDRESS = "leengine.http.address";
    static final String HTTP_PORT = "leengine.http.port";
    static final String LB_ADDRESS = "leengine.lb.address";
    static final String LB_PORT = "leengine.lb.port";
    static final String SEED = "leengine.seed";
    static final String HOME = "leengine.home";
    static final String FILE = "leengine.properties";

    private final Path data;
    private final Map<String, String> properties;

    private Settings(Path data, Map<String, String> properties) {
        this.data = data;
        this.properties = properties;
    }

    static Settings read(Distribution distribution, CommandLine commandLine) throws LaunchException {
        Map<String, String> merged = new TreeMap<>();
        load(distribution.conf().resolve(FILE), merged);
        String named = commandLine.overrides().getOrDefault(DATA, merged.get(DATA));
        Path data = dataFolder(named);
        load(data.resolve(FILE), merged);
        merged.putAll(commandLine.overrides());
        merged.put(DATA, data.toString());
        merged.put(HOME, distribution.home().toString());
        merged.putIfAbsent(SEED, distribution.conf().resolve("parts.json").toString());
        merged.putIfAbsent(HTTP_ADDRESS, "127.0.0.1");
        merged.putIfAbsent(LB_ADDRESS, merged.get(HTTP_ADDRESS));
        checkPort(merged, HTTP_PORT);
        // A distribution that balances nothing names none.
        if (merged.containsKey(LB_PORT)) {
            checkPort(merged, LB_PORT);
        }
        return new Settings(data, merged);
    }

    Path data() {
        return data;
    }

    String get(String name) {
        return properties.get(name);
    }

    Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    private static Path dataFolder(String named) {
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".leengine").toAbsolutePath().normalize()
                : Path.of(named).toAbsolutePath().normalize();
    }

    private static void load(Path file, Map<String, String> into) throws LaunchException {
        if (!Files.exists(file)) {
            return;
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new LaunchException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
        read.stringPropertyNames().forEach(name -> into.put(name, read.getProperty(name).trim()));
    }

    private static void checkPort(Map<String, String> merged, String name) throws LaunchException {
        String text = merged.get(name);
        if (text == null || !text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new LaunchException(ExitCode.USAGE, name + " must be a port from 0 to 65535, not " + text, null);
        }
    }
}
