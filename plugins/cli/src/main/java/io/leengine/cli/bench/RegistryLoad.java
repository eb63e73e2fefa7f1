package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What very much takes: memory during large transfers, and time among very many tags. */
final class RegistryLoad {
    private static final BenchImage.Shape SMALL = new BenchImage.Shape("1 x 1 KB", 1, 1_000);
    private static final BenchImage.Shape LARGE = new BenchImage.Shape("1 x 1 GB", 1, 1_000_000_000);
    private static final int CLIENTS = 10;
    /** How many manifests a second each client asks for. */
    private static final int RATE = 50;
    /** The time is divided, so that both are asked in turns and neither finds a quieter machine or a warmer client. */
    private static final int TURNS = 5;
    private static final Duration CONNECTING = Duration.ofMillis(500);
    /** A token ends after five minutes. */
    private static final int TAGS_A_TOKEN = 5_000;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final double KIB_IN_MIB = 1024;
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;

    private final RegistryPair pair;
    private final Path folder;
    private final HttpRegistryClient http;
    private final Consumer<String> progress;
    private final List<Long> idle;

    /** Looks how much memory both have before anything is asked of them. */
    RegistryLoad(RegistryPair pair, Path folder, HttpRegistryClient http, Consumer<String> progress) {
        this.pair = pair;
        this.folder = folder;
        this.http = http;
        this.progress = progress;
        this.idle = pair.both().stream().map(BenchRegistry::memory).toList();
    }

    /**
     * Reads manifests by tag, of a repository with very many tags, for a time at a fixed rate, and as fast as possible. Both
     * were asked for as long before anything counts.
     */
    List<RegistryRounds.Row> tags(int count, Duration time) throws InterruptedException {
        BenchImage image = BenchImage.write(folder.resolve("small"), SMALL);
        for (BenchRegistry registry : pair.both()) {
            http.push(registry, image, "bench/tags:t0");
            fill(registry, image, count);
        }
        image.delete();
        Duration turn = time.dividedBy(TURNS);
        inTurns("warming up, manifests at full speed", count, clients -> clients.asFastAsPossible(turn));
        inTurns("warming up, manifests at a fixed rate", count, clients -> clients.paced(turn, RATE));
        List<Figures> paced = inTurns("manifests at a fixed rate", count, clients -> clients.paced(turn, RATE));
        List<Figures> fast = inTurns("manifests at full speed", count, clients -> clients.asFastAsPossible(turn));
        String what = "manifest by tag among " + count;
        return List.of(row(what + ", " + CLIENTS * RATE + "/s", "median", paced, MEDIAN),
            row(what + ", " + CLIENTS * RATE + "/s", "p99", paced, MOST), row(what + ", at full speed", "median", fast, MEDIAN),
            row(what + ", at full speed", "p99", fast, MOST));
    }

    /** Asks for manifests by tag for a while. */
    @FunctionalInterface
    private interface Asking {
        Measurement with(Clients clients) throws InterruptedException;
    }

    private List<Figures> inTurns(String what, int count, Asking asking) throws InterruptedException {
        List<List<Measurement>> measured = List.of(new ArrayList<>(), new ArrayList<>());
        try (Clients ours = connected(pair.both().get(0), count); Clients theirs = connected(pair.both().get(1), count)) {
            for (int turn = 0; turn < TURNS; turn++) {
                progress.accept("bench: " + what + ", " + (turn + 1) + " of " + TURNS);
                for (int second = 0; second < 2; second++) {
                    int side = (turn + second) % 2;
                    measured.get(side).add(answered(pair.both().get(side), asking.with(side == 0 ? ours : theirs)));
                }
            }
        }
        return measured.stream().map(each -> new Figures(Measurement.of(each).nanos())).toList();
    }

    /** With their connections open: what these take is no part of what a manifest takes. */
    private Clients connected(BenchRegistry registry, int count) throws InterruptedException {
        Clients clients = new Clients(askers(http.session(registry, "bench/tags:t0", "pull"), count));
        answered(registry, clients.asFastAsPossible(CONNECTING));
        return clients;
    }

    private static RegistryRounds.Row row(String what, String by, List<Figures> figures, double share) {
        return new RegistryRounds.Row(what, by, figures.get(0).millis(share), figures.get(1).millis(share), "ms");
    }

    private static List<Supplier<HttpRequest>> askers(HttpRegistryClient.Session session, int count) {
        Supplier<HttpRequest> asker = () -> session.tagged("t" + ThreadLocalRandom.current().nextInt(count)).manifestRequest();
        return Collections.nCopies(CLIENTS, asker);
    }

    private static Measurement answered(BenchRegistry registry, Measurement measured) {
        if (measured.errors() > 0) {
            throw new CommandException(ExitCode.FAILED, registry.host() + " failed to answer " + measured.errors()
                + " requests for a manifest.", "");
        }
        return measured;
    }

    private void fill(BenchRegistry registry, BenchImage image, int count) throws InterruptedException {
        for (int first = 0; first < count; first += TAGS_A_TOKEN) {
            int from = first;
            int until = Math.min(count, first + TAGS_A_TOKEN);
            progress.accept("bench: tags, " + from + " of " + count + " on " + registry.host());
            AtomicLong next = new AtomicLong(from);
            HttpRegistryClient.Session session = http.session(registry, "bench/tags:t0", "pull,push");
            RegistryRounds.atOnce(CLIENTS, _ -> {
                for (long tag = next.getAndIncrement(); tag < until; tag = next.getAndIncrement()) {
                    session.tagged("t" + tag).putManifest(image.manifest());
                }
            });
        }
    }

    /** Moves large blobs, half in and half out, all at once, and looks how much memory that takes over being idle at first. */
    List<RegistryRounds.Row> memory(int transfers) throws InterruptedException {
        BenchImage image = BenchImage.write(folder.resolve("large"), LARGE);
        double[] more = new double[2];
        double[] seconds = new double[2];
        for (int side = 0; side < 2; side++) {
            BenchRegistry registry = pair.both().get(side);
            progress.accept("bench: " + transfers + " transfers of 1 GB on " + registry.host());
            http.push(registry, image, "bench/large:1");
            long began = System.nanoTime();
            more[side] = (most(registry, () -> RegistryRounds.atOnce(transfers, one -> transfer(registry, image, one)))
                - idle.get(side)) / KIB_IN_MIB;
            seconds[side] = (System.nanoTime() - began) / 1e9;
        }
        image.delete();
        String what = transfers + " transfers of 1 GB at once";
        return List.of(new RegistryRounds.Row(what, "memory", more[0], more[1], "MiB more"),
            new RegistryRounds.Row(what, "time", seconds[0], seconds[1], "s"));
    }

    private void transfer(BenchRegistry registry, BenchImage image, int one) throws InterruptedException {
        BenchImage.Blob blob = image.blobs().getFirst();
        if (one % 2 == 0) {
            http.session(registry, "bench/large:1", "pull").download(blob.digest());
        } else {
            http.session(registry, "bench/large" + one + ":1", "pull,push").upload(blob.digest(), blob.content());
        }
    }

    /** Something that takes a while. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private static long most(BenchRegistry registry, Work work) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        Thread looking = Thread.ofVirtual().start(() -> {
            try {
                while (!over.get()) {
                    most.accumulateAndGet(registry.memory(), Math::max);
                    Thread.sleep(LOOK);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            work.run();
        } finally {
            over.set(true);
            looking.join();
        }
        return most.get();
    }
}
