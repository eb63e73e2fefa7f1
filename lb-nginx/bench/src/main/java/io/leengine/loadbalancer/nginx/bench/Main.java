package io.leengine.loadbalancer.nginx.bench;

import io.leengine.model.EngineException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The bench as a program: progress on standard error, the table on standard output. Exits with 0 when it has measured, 1 when
 * it failed, 2 when it was called wrongly. With the option {@code --leashed} it also ends when its input does.
 */
public final class Main {
    private static final String LEASHED = "--leashed";
    private static final int FAILED = 1;
    private static final int WRONG_CALL = 2;

    /** Else it tells, at each start, what the bench does not need. Held here, since the platform holds loggers weakly. */
    private final Logger grpc = Logger.getLogger("io.grpc");
    private final Consumer<String> out;
    private final Consumer<String> err;

    Main(Consumer<String> out, Consumer<String> err) {
        this.out = out;
        this.err = err;
        grpc.setLevel(Level.WARNING);
    }

    /** Runs the bench. */
    public static void main(String[] arguments) {
        List<String> options = Stream.of(arguments).filter(each -> !each.equals(LEASHED)).toList();
        if (options.size() < arguments.length) {
            Thread.ofVirtual().name("leash").start(Main::followInput);
        }
        System.exit(new Main(System.out::println, System.err::println).run(options));
    }

    private static void followInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said there.
            }
        } catch (IOException e) {
            System.err.println("bench: its input is broken: " + e.getMessage());
        }
        System.exit(FAILED);
    }

    int run(List<String> arguments) {
        try {
            return run(BenchOptions.parse(arguments), Programs.find());
        } catch (IllegalArgumentException e) {
            err.accept(e.getMessage());
            return WRONG_CALL;
        } catch (BenchException | EngineException | IOException e) {
            err.accept("bench: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.accept("bench: interrupted");
            return FAILED;
        }
    }

    private int run(BenchOptions options, Programs programs) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lb-bench-");
        Report report = new Report(err);
        LoadBalancerBench bench = new LoadBalancerBench(options, programs, folder, report);
        Thread atExit = new Thread(() -> end(bench, folder), "bench-end");
        Runtime.getRuntime().addShutdownHook(atExit);
        double load = load();
        bench.run();
        describe(report, programs);
        report.note(String.format(Locale.ROOT, "The load of the machine was %.1f before the bench and %.1f at its end.", load,
            load()));
        report.lines().forEach(out);
        return 0;
    }

    private static void describe(Report report, Programs programs) throws InterruptedException {
        report.note("One host, on loopback: nginx " + version(programs) + " with " + Math.max(2, processors())
            + " workers. One etcd, one backend nginx with one worker and what makes the load share the " + processors()
            + " processors.");
        report.note("a) An instance is added to another one. LeEngine: from the call of the group. Peer: from the writing of the "
            + "file. Asked each time on a new connection, a millisecond after the last answer.");
        report.note("b) " + SteadyLoad.CLIENTS + " clients on connections kept open, that repeat no request.");
        report.note("c) wrk with " + Wrk.CONNECTIONS + " connections, answers of one byte; the ratio is the median of the rounds' "
            + "ratios. Peer: " + StaticPath.DESCRIPTION + ".");
        report.note("a, b, d, e) Peer: " + StaticNginx.DESCRIPTION + ".");
        report.note("d, e) The agent: a process of its own with " + String.join(" ", MeasuredHost.AGENT_MEMORY) + ", without an "
            + "OSGi framework. Memory is the kernel's proportional share. The cold start includes the Java virtual machine's.");
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String version(Programs programs) throws InterruptedException {
        String said = Child.run(Duration.ofSeconds(10), List.of(programs.nginx().toString(), "-v"));
        return said.strip().replaceFirst(".*nginx/", "");
    }

    private void end(LoadBalancerBench bench, Path folder) {
        bench.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            err.accept("bench: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
