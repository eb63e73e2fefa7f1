package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Pushes and pulls, measured on both registries in turn. */
final class RegistryRounds {
    private static final int MEGABYTE = 1_000_000;
    private static final BenchImage.Shape USUAL = new BenchImage.Shape("3 x 30 MB", 3, 30L * MEGABYTE);
    private static final List<BenchImage.Shape> SHAPES = List.of(USUAL,
        new BenchImage.Shape("100 x 100 KB", 100, 100_000), new BenchImage.Shape("1 x 1 GB", 1, 1_000L * MEGABYTE));
    private static final int WARM_UP = 3;
    private static final double MEDIAN = 0.5;

    private final RegistryPair pair;
    private final Path folder;
    private final int rounds;
    private final Consumer<String> progress;
    private int images;

    /**
     * @param folder where images are written
     * @param rounds how often each is measured
     * @param progress told what is done
     */
    RegistryRounds(RegistryPair pair, Path folder, int rounds, Consumer<String> progress) {
        this.pair = pair;
        this.folder = folder;
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * A line of the table.
     *
     * @param what was done
     * @param by which client, or what was counted
     * @param ours what it took here
     * @param peer what it took the peer
     * @param unit of both
     */
    record Row(String what, String by, double ours, double peer, String unit) {
        String ratio() {
            return String.format(Locale.ROOT, "%.2f", ours / peer);
        }

        String oursText() {
            return text(ours);
        }

        String peerText() {
            return text(peer);
        }

        private String text(double value) {
            return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
        }
    }

    /** What is timed: something done to one registry. */
    @FunctionalInterface
    private interface Step {
        void on(BenchRegistry registry) throws InterruptedException;
    }

    /** The times of one thing on both. */
    private static final class Times {
        private final List<List<Duration>> times = List.of(new ArrayList<>(), new ArrayList<>());

        Row row(String what, String by) {
            return new Row(what, by, Figures.of(times.get(0)).millis(MEDIAN), Figures.of(times.get(1)).millis(MEDIAN), "ms");
        }
    }

    /** The one that is second in one round is first in the next; and none pays for what the other left unwritten. */
    private void time(int round, Times into, Step step) throws InterruptedException {
        for (int turn = 0; turn < 2; turn++) {
            int side = (round + turn) % 2;
            Disks.flush();
            long began = System.nanoTime();
            step.on(pair.both().get(side));
            into.times.get(side).add(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Lets both have done it before anything counts. */
    void warmUp(List<RegistryClient> clients) throws InterruptedException {
        for (int round = 0; round < WARM_UP; round++) {
            for (RegistryClient client : clients) {
                progress.accept("bench: warming up, " + client.label());
                Times unused = new Times();
                BenchImage image = image(USUAL);
                String name = name();
                time(round, unused, registry -> client.push(registry, image, name));
                time(round, unused, registry -> client.pull(registry, name));
                image.delete();
            }
        }
    }

    private BenchImage image(BenchImage.Shape shape) {
        return BenchImage.write(folder.resolve("image" + ++images), shape);
    }

    private String name() {
        return "bench/image" + images + ":1";
    }

    /** One client alone, images of several shapes; new ones each time, so that all bytes move. */
    List<Row> images(RegistryClient client) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (BenchImage.Shape shape : SHAPES) {
            Times pushes = new Times();
            Times pulls = new Times();
            for (int round = 0; round < rounds; round++) {
                progress.accept("bench: " + shape.label() + " by " + client.label() + ", " + (round + 1) + " of " + rounds);
                BenchImage image = image(shape);
                String name = name();
                time(round, pushes, registry -> client.push(registry, image, name));
                time(round, pulls, registry -> client.pull(registry, name));
                image.delete();
            }
            rows.add(pushes.row("push " + shape.label(), client.label()));
            rows.add(pulls.row("pull " + shape.label(), client.label()));
        }
        return rows;
    }

    /** Many clients at once. */
    List<Row> parallel(RegistryClient client, int atOnce) throws InterruptedException {
        Times pushes = new Times();
        Times same = new Times();
        Times others = new Times();
        for (int round = 0; round < rounds; round++) {
            progress.accept("bench: " + atOnce + " at once by " + client.label() + ", " + (round + 1) + " of " + rounds);
            List<BenchImage> written = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                written.add(image(USUAL));
                names.add(name());
            }
            time(round, pushes, registry -> atOnce(atOnce, i -> client.push(registry, written.get(i), names.get(i))));
            time(round, same, registry -> atOnce(atOnce, i -> client.pull(registry, names.getFirst())));
            time(round, others, registry -> atOnce(atOnce, i -> client.pull(registry, names.get(i))));
            written.forEach(BenchImage::delete);
        }
        return List.of(pushes.row(atOnce + " pushes at once", client.label()),
            same.row(atOnce + " pulls of one image at once", client.label()),
            others.row(atOnce + " pulls of " + atOnce + " images at once", client.label()));
    }

    /** Something done by one of many. */
    @FunctionalInterface
    interface Share {
        void of(int one) throws InterruptedException;
    }

    /** Does so many things at once and waits for all. */
    static void atOnce(int count, Share share) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int one = i;
                all.add(() -> {
                    share.of(one);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(all)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandException known ? known
                : new CommandException(ExitCode.FAILED, "A client failed: " + e.getCause(), "", e);
        }
    }
}
