package io.leengine.registry.ceph.testcell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A cluster as a command: it starts one, says how it is reached, a setting a line and at last {@code ready}, and takes it away
 * when its input ends. So whoever starts it need not live to end it. Exits with 0 when it is done, 1 when it failed, 2 when it
 * was called wrongly.
 */
public final class Main {
    private static final String USAGE = "Usage: ceph-testcell [--disk GIBIBYTES] [--bucket NAME]... [--pool NAME]...";
    private static final int FAILED = 1;
    private static final int WRONG_CALL = 2;

    private final InputStream leash;
    private final Consumer<String> out;
    private final Consumer<String> err;

    Main(InputStream leash, Consumer<String> out, Consumer<String> err) {
        this.leash = leash;
        this.out = out;
        this.err = err;
    }

    /** Runs until the standard input ends. */
    public static void main(String[] args) {
        System.exit(new Main(System.in, System.out::println, System.err::println).run(args));
    }

    int run(String... args) {
        List<String> buckets = new ArrayList<>();
        List<String> pools = new ArrayList<>();
        CephOptions options = CephOptions.usual();
        try {
            if (args.length % 2 != 0) {
                throw new IllegalArgumentException(args[args.length - 1] + ": a value is missing");
            }
            for (int i = 0; i < args.length; i += 2) {
                switch (args[i]) {
                    case "--disk" -> options = options.withDisk(gibibytes(args[i + 1]));
                    case "--bucket" -> buckets.add(args[i + 1]);
                    case "--pool" -> pools.add(args[i + 1]);
                    default -> throw new IllegalArgumentException("there is no option " + args[i]);
                }
            }
        } catch (IllegalArgumentException e) {
            err.accept(e.getMessage());
            err.accept(USAGE);
            return WRONG_CALL;
        }
        return live(options, buckets, pools);
    }

    private static long gibibytes(String value) {
        if (!value.matches("[1-9]\\d{0,4}")) {
            throw new IllegalArgumentException("--disk: " + value + " is no number of gibibytes");
        }
        return Long.parseLong(value) << 30;
    }

    private int live(CephOptions options, List<String> buckets, List<String> pools) {
        try (CephCluster cluster = CephCluster.start(options)) {
            for (String bucket : buckets) {
                cluster.makeBucket(bucket);
            }
            for (String pool : pools) {
                cluster.makePool(pool);
            }
            out.accept("endpoint=" + cluster.s3Endpoint());
            out.accept("access.key=" + cluster.accessKey());
            out.accept("secret.key=" + cluster.secretKey());
            out.accept("conf.file=" + cluster.confFile());
            out.accept("ready");
            leash.transferTo(OutputStream.nullOutputStream());
            return 0;
        } catch (IOException e) {
            err.accept(e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.accept("interrupted");
            return FAILED;
        }
    }
}
