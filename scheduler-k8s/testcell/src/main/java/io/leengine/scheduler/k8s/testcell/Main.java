package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The test cell as a command. Exits with 0 when it is done, 1 when it failed, 2 when it was called wrongly, and status
 * with 3 when a part does not run.
 */
public final class Main {

    private static final String USAGE = """
        Usage: testcell COMMAND
          up DIR [--size control-plane|node] [--name NAME] [--label KEY=VALUE]... [--binaries DIR] [--node-grace SECONDS]
                 [--apiserver-arg ARG]... [--controller-manager-arg ARG]... [--scheduler-arg ARG]... [--kubelet-arg ARG]...
                          start a cell, and leave it running; prints the path of its kubeconfig
          down DIR        end it; its logs stay
          status DIR      show its parts
          stop|start|restart|kill|pause|resume DIR PART
                          make a part fail, or bring it back
          image DIR FILE  give its node the images of an archive
          grant DIR MANIFEST NAMESPACE ACCOUNT
                          apply a manifest, and print the path of a kubeconfig of a service account of it, good for a day
          get DIR PATH    print what its API answers, such as /metrics or /api/v1/nodes
          fake-nodes DIR --count N [--heartbeat SECONDS] [--commands]
                          give it nodes that run nothing, until this is ended; with --commands also those on standard input,
                          a line each, until its end: ready|unready NAMESPACE POD. Answers with the same and the time, in
                          microseconds since 1970, at which the API was asked to take that
          build           build Kubernetes, so that the first cell need not wait for it
        """;
    private static final Duration GRANTED = Duration.ofDays(1);
    private static final int FAILED = 1;
    private static final int WRONG_CALL = 2;
    private static final int NOT_ALL_RUN = 3;

    private final Consumer<String> out;
    private final Consumer<String> err;

    Main(Consumer<String> out, Consumer<String> err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a command. */
    public static void main(String[] args) {
        System.exit(new Main(System.out::println, System.err::println).run(args));
    }

    int run(String... args) {
        try {
            return command(new ArrayList<>(Arrays.asList(args)));
        } catch (IllegalArgumentException e) {
            err.accept(e.getMessage());
            err.accept(USAGE.stripTrailing());
            return WRONG_CALL;
        } catch (TestCellException | ApiException | UnsupportedOperationException e) {
            err.accept(e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.accept("interrupted");
            return FAILED;
        }
    }

    private int command(List<String> args) throws InterruptedException {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("a command is missing");
        }
        String command = args.removeFirst();
        return switch (command) {
            case "help", "--help", "-h" -> {
                out.accept(USAGE.stripTrailing());
                yield 0;
            }
            case "build" -> build(args);
            case "up" -> up(args);
            case "down" -> down(args);
            case "status" -> status(args);
            case "image" -> image(args);
            case "grant" -> grant(args);
            case "get" -> get(args);
            case "fake-nodes" -> fakeNodes(args);
            case "stop", "start", "restart", "kill", "pause", "resume" -> fault(command, args);
            default -> throw new IllegalArgumentException("there is no command " + command);
        };
    }

    private int build(List<String> args) throws InterruptedException {
        end(args);
        out.accept(Binaries.build(err).toString());
        return 0;
    }

    private int up(List<String> args) throws InterruptedException {
        Path folder = folder(args);
        var labels = new LinkedHashMap<String, String>();
        Map<String, List<String>> more = new LinkedHashMap<>();
        TestCellOptions options = TestCellOptions.controlPlane().withFolder(folder);
        while (!args.isEmpty()) {
            String option = args.removeFirst();
            if (args.isEmpty()) {
                throw new IllegalArgumentException(option + ": a value is missing, or there is no such option");
            }
            String value = args.removeFirst();
            switch (option) {
                case "--size" -> options = options.withSize(size(value));
                case "--name" -> options = options.withName(value);
                case "--binaries" -> options = options.withBinaries(Path.of(value));
                case "--node-grace" -> options = options.withNodeGrace(seconds(option, value));
                case "--label" -> label(labels, value);
                case "--apiserver-arg", "--controller-manager-arg", "--scheduler-arg", "--kubelet-arg" ->
                    more.computeIfAbsent(option, it -> new ArrayList<>()).add(value);
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        options = options.withNodeLabels(labels).withApiServerArgs(more(more, "--apiserver-arg"))
            .withControllerManagerArgs(more(more, "--controller-manager-arg")).withSchedulerArgs(more(more, "--scheduler-arg"))
            .withKubeletArgs(more(more, "--kubelet-arg"));
        out.accept(TestCell.startDetached(options, err).kubeconfig().toString());
        return 0;
    }

    private static String[] more(Map<String, List<String>> more, String option) {
        return more.getOrDefault(option, List.of()).toArray(String[]::new);
    }

    private static TestCellOptions.Size size(String value) {
        return switch (value) {
            case "control-plane" -> TestCellOptions.Size.CONTROL_PLANE;
            case "node" -> TestCellOptions.Size.WHOLE_NODE;
            default -> throw new IllegalArgumentException("--size: " + value + " is none; use control-plane or node");
        };
    }

    private static Duration seconds(String option, String value) {
        return Duration.ofSeconds(number(option, value));
    }

    private static int number(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
            throw new IllegalArgumentException(option + ": " + value + " must be at least 1");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": " + value + " is no whole number", e);
        }
    }

    private static void label(Map<String, String> labels, String value) {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--label: " + value + " is not KEY=VALUE");
        }
        labels.put(value.substring(0, equals), value.substring(equals + 1));
    }

    private int down(List<String> args) {
        Path folder = folder(args);
        end(args);
        TestCell.open(folder).close();
        return 0;
    }

    private int status(List<String> args) {
        Path folder = folder(args);
        end(args);
        TestCell cell = TestCell.open(folder);
        out.accept(cell.name() + "  https://127.0.0.1:" + cell.apiPort() + "  " + cell.kubeconfig());
        cell.parts().forEach(it -> out.accept("  " + it.name() + "  " + (it.alive() ? "runs" : "does not run") + "  " + it.log()));
        return cell.parts().stream().allMatch(CellPart::alive) ? 0 : NOT_ALL_RUN;
    }

    private int image(List<String> args) throws InterruptedException {
        Path folder = folder(args);
        String file = next(args, "FILE");
        end(args);
        TestCell.open(folder).importImages(Path.of(file));
        return 0;
    }

    private int grant(List<String> args) throws InterruptedException {
        Path folder = folder(args);
        Manifest manifest = Manifest.read(Path.of(next(args, "MANIFEST")));
        String namespace = next(args, "NAMESPACE");
        String account = next(args, "ACCOUNT");
        end(args);
        TestCell cell = TestCell.open(folder);
        try {
            manifest.apply(cell.api());
        } catch (IOException e) {
            throw new TestCellException("the cell in " + folder + " does not answer: " + e.getMessage(), e);
        }
        out.accept(cell.serviceAccountKubeconfig(namespace, account, GRANTED).toString());
        return 0;
    }

    private int get(List<String> args) throws InterruptedException {
        Path folder = folder(args);
        String path = next(args, "PATH");
        end(args);
        try {
            TestCell.open(folder).api().text(path).lines().forEach(out);
        } catch (IOException e) {
            throw new TestCellException("the cell in " + folder + " does not answer: " + e.getMessage(), e);
        }
        return 0;
    }

    private int fakeNodes(List<String> args) throws InterruptedException {
        Path folder = folder(args);
        int count = 0;
        Duration heartbeat = FakeNodesCommand.HEARTBEAT;
        boolean commands = false;
        while (!args.isEmpty()) {
            String option = args.removeFirst();
            switch (option) {
                case "--count" -> count = number(option, next(args, option + " N"));
                case "--heartbeat" -> heartbeat = seconds(option, next(args, option + " SECONDS"));
                case "--commands" -> commands = true;
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("--count N is missing");
        }
        new FakeNodesCommand(TestCell.open(folder), out, err).run(count, heartbeat, commands ? System.in : null);
        return 0;
    }

    private int fault(String what, List<String> args) throws InterruptedException {
        Path folder = folder(args);
        String name = next(args, "PART");
        end(args);
        CellPart part = TestCell.open(folder).part(name);
        switch (what) {
            case "stop" -> part.stop();
            case "start" -> part.start();
            case "restart" -> part.restart();
            case "kill" -> part.kill();
            case "pause" -> part.pause();
            case "resume" -> part.resume();
            default -> throw new IllegalArgumentException(what);
        }
        return 0;
    }

    private static Path folder(List<String> args) {
        return Path.of(next(args, "DIR"));
    }

    private static String next(List<String> args, String what) {
        if (args.isEmpty() || args.getFirst().startsWith("--")) {
            throw new IllegalArgumentException(what + " is missing");
        }
        return args.removeFirst();
    }

    private static void end(List<String> args) {
        if (!args.isEmpty()) {
            throw new IllegalArgumentException("too much: " + String.join(" ", args));
        }
    }
}
