package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import io.leengine.cli.testcell.AtExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast the registry is, beside its peer. */
@Command(name = "registry", mixinStandardHelpOptions = true, description = "Measures the registry of an engine against CNCF "
    + "distribution (Debian's docker-registry) on the same storage, in turn, by skopeo and by plain HTTP: the median of some "
    + "rounds, and the ratio. It needs much room in the temporary folder: some 25 "
    + "GB for images, 40 for parallel and 60 for memory, on each storage.")
final class RegistryBench implements Callable<Integer> {
    private static final String IMAGES = "images";
    private static final String PARALLEL = "parallel";
    private static final String MEMORY = "memory";
    private static final String TAGS = "tags";
    private static final Set<String> PARTS = Set.of(IMAGES, PARALLEL, MEMORY, TAGS);

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "How often each is measured (default: "
        + "${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--only", paramLabel = "PART", split = ",", defaultValue = "images,parallel,memory,tags", description = "Only "
        + "these: images, one client pushes and pulls images of several shapes; parallel, many at once; memory, what large "
        + "transfers take; tags, manifests by tag among very many.")
    private List<String> only = List.of();

    @Option(names = "--at-once", paramLabel = "N", defaultValue = "20", description = "How many clients push or pull in parallel "
        + "(default: ${DEFAULT-VALUE}).")
    private int atOnce = 20;

    @Option(names = "--transfers", paramLabel = "N", defaultValue = "50", description = "How many transfers of 1 GB at once, half "
        + "pushes and half pulls (default: ${DEFAULT-VALUE}).")
    private int transfers = 50;

    @Option(names = "--tags", paramLabel = "N", defaultValue = "100000", description = "Among how many tags (default: "
        + "${DEFAULT-VALUE}).")
    private int tags = 100_000;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "How long manifests are asked for, at a "
        + "fixed rate and then as fast as possible (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--storage", paramLabel = "STORAGE", split = ",", defaultValue = "files,s3,rados", description = "Only on "
        + "these: files, the file system; s3, the S3 gateway of a Ceph that is started for it; rados, that Ceph by its own "
        + "protocol, beside the peer by the gateway.")
    private List<String> storages = List.of();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    RegistryBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (rounds < 1 || atOnce < 1 || transfers < 2 || tags < 1 || seconds < 1) {
            throw new CommandException(ExitCode.USAGE, "--transfers must be at least 2, all other numbers at least 1.", "");
        }
        if (!PARTS.containsAll(only)) {
            throw new CommandException(ExitCode.USAGE, "--only takes of " + PARTS.stream().sorted().toList() + ".", "");
        }
        if (!RegistryPlace.LABELS.containsAll(storages)) {
            throw new CommandException(ExitCode.USAGE, "--storage takes of " + RegistryPlace.LABELS + ".", "");
        }
        if (storages.stream().anyMatch(RegistryPlace::isCeph)) {
            CephProgram.requireInstalled();
        }
        for (String storage : RegistryPlace.LABELS) {
            if (storages.contains(storage)) {
                measure(storage);
            }
        }
        return ExitCode.OK;
    }

    private void measure(String storage) throws InterruptedException {
        ProgressLine progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        PrintWriter out = command.commandLine().getOut();
        Path folder = Folders.create();
        AtExit atExit = new AtExit("bench-folder-end", () -> delete(folder));
        progress.show("bench: starting both registries, on " + storage);
        try (RegistryPlace place = RegistryPlace.prepare(storage); BenchRegistry peer = new PeerRegistry(place.peer());
                BenchRegistry ours = new EngineRegistry(place.plugin(), place.settings());
                HttpRegistryClient http = new HttpRegistryClient()) {
            RegistryPair pair = new RegistryPair(ours, peer);
            List<RegistryClient> clients = List.of(new SkopeoClient(folder), http);
            RegistryLoad load = new RegistryLoad(pair, folder, http, progress::show);
            RegistryRounds measured = new RegistryRounds(pair, folder, rounds, progress::show);
            measured.warmUp(clients);
            List<RegistryRounds.Row> rows = new ArrayList<>();
            for (RegistryClient client : clients) {
                rows.addAll(only.contains(IMAGES) ? measured.images(client) : List.of());
                rows.addAll(only.contains(PARALLEL) ? measured.parallel(client, atOnce) : List.of());
            }
            List<RegistryRounds.Row> others = new ArrayList<>();
            others.addAll(only.contains(TAGS) ? load.tags(tags, Duration.ofSeconds(seconds)) : List.of());
            others.addAll(only.contains(MEMORY) ? load.memory(transfers) : List.of());
            progress.clear();
            print(out, storage, rows);
            print(out, storage, others);
        } finally {
            delete(folder);
            atExit.cancel();
        }
    }

    private static void print(PrintWriter out, String storage, List<RegistryRounds.Row> rows) {
        if (!rows.isEmpty()) {
            Table table = new Table("STORAGE", "WHAT", "BY", "OURS", "PEER", "RATIO");
            rows.forEach(row -> table.row(storage, row.what(), row.by(), row.oursText(), row.peerText(), row.ratio()));
            table.print(out);
            out.println();
            out.flush();
        }
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("leengine: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
