package io.leengine.launcher;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked for on the command line.
 *
 * @param overrides framework properties that win over every file
 * @param console whether log lines go to standard error too
 * @param once whether to end as soon as the framework is up: a training run for the AOT cache
 */
record CommandLine(Map<String, String> overrides, boolean console, boolean once) {
    static final String USAGE = """
            usage: leengine-engine [--data DIR] [--address A] [--port N] [--lb-port N] [--console] [--once]""";

    CommandLine {
        overrides = Map.copyOf(overrides);
    }

    static CommandLine parse(List<String> arguments) throws LaunchException {
        Map<String, String> overrides = new TreeMap<>();
        boolean console = false;
        boolean once = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--data" -> overrides.put(Settings.DATA, value(option, rest));
                case "--address" -> overrides.put(Settings.HTTP_ADDRESS, value(option, rest));
                case "--port" -> overrides.put(Settings.HTTP_PORT, value(option, rest));
                case "--lb-port" -> overrides.put(Settings.LB_PORT, value(option, rest));
                case "--console" -> console = true;
                case "--once" -> once = true;
                default -> throw usage("unknown option " + option);
            }
        }
        return new CommandLine(overrides, console, once);
    }

    private static String value(String option, Iterator<String> rest) throws LaunchException {
        if (!rest.hasNext()) {
            throw usage(option + " wants a value");
        }
        return rest.next();
    }

    private static LaunchException usage(String what) {
        return new LaunchException(ExitCode.USAGE, what + "; " + USAGE, null);
    }
}
