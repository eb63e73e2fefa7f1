package io.leengine.loadbalancer.nginx.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is measured.
 *
 * @param domains the numbers of domains, ascending
 * @param changes how many changes of upstreams are measured for each number
 * @param reloads how many reloads the peer is given for each number; they take their time
 * @param rounds how often the two paths are loaded in turn
 * @param seconds how long each time
 * @param only which parts, of {@code a} to {@code e}
 */
record BenchOptions(List<Integer> domains, int changes, int reloads, int rounds, int seconds, Set<String> only) {
    static final Set<String> PARTS = Set.of("a", "b", "c", "d", "e");
    private static final int MOST_DOMAINS = 50_000;

    BenchOptions {
        domains = domains.stream().distinct().sorted().toList();
        only = Set.copyOf(only);
        if (domains.isEmpty() || domains.getFirst() < 2 || domains.getLast() > MOST_DOMAINS) {
            throw new IllegalArgumentException("--domains: numbers from 2 to " + MOST_DOMAINS + ", joined by commas");
        }
        if (changes < 1 || reloads < 1 || rounds < 1 || seconds < 1) {
            throw new IllegalArgumentException("All numbers must be at least 1.");
        }
        if (only.isEmpty() || !PARTS.containsAll(only)) {
            throw new IllegalArgumentException("--only: of a, b, c, d, e, joined by commas");
        }
    }

    /** Reads a command line. @throws IllegalArgumentException with the option at fault */
    static BenchOptions parse(List<String> arguments) {
        BenchOptions options = new BenchOptions(List.of(100, 1_000, 5_000), 100, 30, 15, 3, PARTS);
        if (arguments.size() % 2 != 0) {
            throw new IllegalArgumentException(arguments.getLast() + ": a value is missing, or there is no such option");
        }
        for (int i = 0; i < arguments.size(); i += 2) {
            options = options.with(arguments.get(i), arguments.get(i + 1));
        }
        return options;
    }

    private BenchOptions with(String option, String value) {
        return switch (option) {
            case "--domains" -> new BenchOptions(Arrays.stream(value.split(",")).map(each -> number(option, each)).toList(),
                changes, reloads, rounds, seconds, only);
            case "--changes" -> new BenchOptions(domains, number(option, value), reloads, rounds, seconds, only);
            case "--reloads" -> new BenchOptions(domains, changes, number(option, value), rounds, seconds, only);
            case "--rounds" -> new BenchOptions(domains, changes, reloads, number(option, value), seconds, only);
            case "--seconds" -> new BenchOptions(domains, changes, reloads, rounds, number(option, value), only);
            case "--only" -> new BenchOptions(domains, changes, reloads, rounds, seconds,
                new TreeSet<>(Arrays.asList(value.split(","))));
            default -> throw new IllegalArgumentException("there is no option " + option);
        };
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": " + text + " is no whole number", e);
        }
    }

    boolean wants(String... parts) {
        return Arrays.stream(parts).anyMatch(only::contains);
    }
}
