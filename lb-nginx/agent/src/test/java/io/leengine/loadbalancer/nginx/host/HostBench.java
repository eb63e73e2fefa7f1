package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Side by side in one run, on this machine: the Lua path against static upstreams of the same nginx, with the same header
 * settings, and a change of upstreams against a reload. Needs {@code wrk}. Arguments: rounds, seconds a round, and the
 * numbers of domains.
 */
final class HostBench {
    private static final String DYNAMIC = "dynamic.example.org";
    private static final String STATIC = "static.example.org";
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern LATENCY = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
    private static final int CONNECTIONS = 32;

    private final Path folder;
    private final List<Integer> backends = new ArrayList<>();
    private final int port;
    private final NginxHost host;
    private Process backend;

    private record Run(double rate, double p99, double cpuMicros) {
    }

    private HostBench(Path folder) throws Exception {
        this.folder = folder;
        backends.add(HostFixture.freePort());
        backends.add(HostFixture.freePort());
        port = HostFixture.freePort();
        host = new NginxHost(new Folder(Files.createDirectory(folder.resolve("host"))),
            NginxSettings.of(List.of(new Listener("127.0.0.1", port))).withUser(System.getProperty("user.name"))
                .withLimits(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(10), Duration.ofMinutes(1)),
            (settings, inner, lua) -> new WithStatic(settings, inner, lua, backends));
    }

    /** Adds a domain whose upstreams stand in the configuration and which runs no Lua. */
    private static final class WithStatic extends Rendering {
        private final List<Integer> backends;
        private final NginxSettings settings;

        WithStatic(NginxSettings settings, Folder folder, Path lua, List<Integer> backends) {
            super(settings, folder, lua);
            this.settings = settings;
            this.backends = backends;
        }

        @Override
        String main(long generation) {
            String main = super.main(generation);
            return main.substring(0, main.lastIndexOf('}')) + "upstream static {\n"
                + String.join("", backends.stream().map(each -> "server 127.0.0.1:" + each + ";\n").toList())
                + "keepalive 128;\nkeepalive_requests 100000;\nkeepalive_timeout 4s;\n}\nserver {\nlisten "
                + settings.listeners().getFirst() + ";\nserver_name " + STATIC
                + ";\nlocation / {\nlog_by_lua_block { return }\nproxy_pass http://static;\n}\n}\n}\n";
        }
    }

    private void start() throws Exception {
        Path conf = folder.resolve("backend.conf");
        StringBuilder text = new StringBuilder("daemon off;\nworker_processes 1;\npid " + folder + "/backend.pid;\n"
            + "user " + System.getProperty("user.name") + ";\nevents {\nworker_connections 4096;\n}\nhttp {\naccess_log off;\n"
            + "keepalive_requests 10000000;\nclient_body_temp_path " + folder + "/b;\nproxy_temp_path " + folder
            + "/p;\nfastcgi_temp_path " + folder + "/f;\nuwsgi_temp_path " + folder + "/u;\nscgi_temp_path " + folder
            + "/s;\n");
        backends.forEach(each -> text.append("server {\nlisten 127.0.0.1:" + each + ";\nlocation / {\nreturn 200 ok;\n}\n}\n"));
        Files.writeString(conf, text + "}\n");
        backend = new ProcessBuilder("/usr/sbin/nginx", "-c", conf.toString(), "-e", folder + "/backend.log").inheritIO()
            .start();
        host.start();
        host.apply(new HostChange(Map.of(DYNAMIC, Site.of(DomainSpec.of(DYNAMIC))), Map.of(DYNAMIC, upstreams(1)),
            Set.of()));
    }

    private List<Upstream> upstreams(int weight) {
        return backends.stream().map(each -> new Upstream(new Endpoint("127.0.0.1", each), weight, "v1", "cell",
            "i" + each)).toList();
    }

    private Run wrk(String name, int seconds) throws Exception {
        long before = cpuNanos();
        Process process = new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds, "--latency", "-H",
            "Host: " + name, "http://127.0.0.1:" + port + "/").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        long after = cpuNanos();
        if (process.waitFor() != 0 || said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IOException(said);
        }
        String[] latency = {find(LATENCY, said, 1), find(LATENCY, said, 2)};
        double unit = latency[1].equals("us") ? 0.001 : latency[1].equals("ms") ? 1 : 1000;
        return new Run(Double.parseDouble(find(RATE, said, 1)), Double.parseDouble(latency[0]) * unit,
            (after - before) / 1000.0 / Long.parseLong(find(COUNT, said, 1)));
    }

    private static String find(Pattern pattern, String text, int group) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException(text);
        }
        return matcher.group(group);
    }

    /** Returns the processor time of all workers. */
    private long cpuNanos() throws Exception {
        long sum = 0;
        for (HostState.Worker each : host.state().workers()) {
            sum += Long.parseLong(Files.readString(Path.of("/proc/" + each.pid() + "/schedstat")).split(" ")[0]);
        }
        return sum;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void path(int rounds, int seconds) throws Exception {
        Map<String, List<Run>> runs = Map.of(DYNAMIC, new ArrayList<>(), STATIC, new ArrayList<>());
        wrk(DYNAMIC, 1);
        wrk(STATIC, 1);
        for (int i = 0; i < rounds; i++) {
            for (String name : i % 2 == 0 ? List.of(DYNAMIC, STATIC) : List.of(STATIC, DYNAMIC)) {
                runs.get(name).add(wrk(name, seconds));
            }
        }
        print("%-10s %12s %10s %16s%n", "path", "requests/s", "p99 ms", "cpu us/request");
        for (String name : List.of(DYNAMIC, STATIC)) {
            print("%-10s %12.0f %10.2f %16.2f%n", name.substring(0, name.indexOf('.')),
                median(runs.get(name).stream().map(Run::rate).toList()),
                median(runs.get(name).stream().map(Run::p99).toList()),
                median(runs.get(name).stream().map(Run::cpuMicros).toList()));
        }
        List<Double> ratios = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            ratios.add(runs.get(DYNAMIC).get(i).rate() / runs.get(STATIC).get(i).rate());
            costs.add(runs.get(STATIC).get(i).cpuMicros() / runs.get(DYNAMIC).get(i).cpuMicros());
        }
        print("dynamic against static, median of %d: throughput %.3f, processor time %.3f%n", rounds, median(ratios),
            median(costs));
    }

    private void change(int domains) throws Exception {
        Map<String, Site> sites = new HashMap<>(Map.of(DYNAMIC, Site.of(DomainSpec.of(DYNAMIC))));
        Map<String, List<Upstream>> upstreams = new HashMap<>();
        for (int i = 0; i < domains; i++) {
            String name = "d" + i + ".example.org";
            sites.put(name, Site.of(DomainSpec.of(name)));
            upstreams.put(name, upstreams(1));
        }
        upstreams.put(DYNAMIC, upstreams(1));
        host.replace(sites, upstreams);
        List<Double> told = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            long start = System.nanoTime();
            host.apply(HostChange.of("d" + i + ".example.org", upstreams(2 + i)));
            told.add((System.nanoTime() - start) / 1e6);
        }
        List<Double> reloaded = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            host.apply(HostChange.of(Site.of(DomainSpec.of("new" + i + ".example.org"))));
            reloaded.add((System.nanoTime() - start) / 1e6);
        }
        print("%8d %18.1f %18.1f %18.1f%n", domains, median(told), told.stream().sorted().toList().getLast(),
            median(reloaded));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    public static void main(String[] arguments) throws Exception {
        HostBench bench = new HostBench(Files.createTempDirectory("bench"));
        try {
            bench.start();
            bench.path(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
            if (arguments.length > 2) {
                print("%8s %18s %18s %18s%n", "domains", "upstreams ms", "max of 51 ms", "settings ms");
            }
            for (int i = 2; i < arguments.length; i++) {
                bench.change(Integer.parseInt(arguments[i]));
            }
        } finally {
            bench.host.stop(Duration.ofSeconds(1));
            bench.backend.destroy();
            bench.backend.waitFor();
        }
    }
}
