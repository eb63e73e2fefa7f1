package io.leengine.loadbalancer.nginx.bench;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs wrk, which makes as much load as it can. */
final class Wrk {
    static final int CONNECTIONS = 32;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern LATENCY = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
    private static final Duration MORE = Duration.ofSeconds(20);

    private final Programs programs;

    Wrk(Programs programs) {
        this.programs = programs;
    }

    /**
     * What it measured.
     *
     * @param rate requests a second
     * @param p99 in milliseconds
     */
    record Run(double rate, double p99) {
    }

    /** Loads a domain for some seconds. @throws BenchException when a request failed */
    Run run(String address, String host, int seconds) throws InterruptedException {
        return read(Child.run(MORE.plusSeconds(seconds), List.of(programs.wrk().toString(), "-t1", "-c" + CONNECTIONS,
            "-d" + seconds, "--latency", "-H", "Host: " + host, "http://" + address + "/")));
    }

    /** Reads what it said. */
    static Run read(String said) {
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new BenchException("Requests failed under load:\n" + said);
        }
        Matcher latency = find(LATENCY, said);
        double unit = switch (latency.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1000;
        };
        return new Run(Double.parseDouble(find(RATE, said).group(1)), Double.parseDouble(latency.group(1)) * unit);
    }

    private static Matcher find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new BenchException("wrk says nothing of what it measured:\n" + text);
        }
        return matcher;
    }
}
