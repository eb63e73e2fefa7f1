package io.leengine.tck;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Defects that a plugin of any seam may have. */
final class Defects {
    // Held, so that no collection of garbage closes them.
    private static final Queue<Closeable> LEFT = new ConcurrentLinkedQueue<>();
    private static final int OVERLAP_MILLIS = 300;

    private Defects() {
    }

    static CallContext ctx() {
        return CallContext.of("defect", Duration.ofSeconds(9));
    }

    static <S extends Seam> Object swallowInterrupt(Breaker.Call<S> call) throws Exception {
        boolean interrupted = Thread.interrupted();
        return interrupted ? call.proceed() : call.proceed();
    }

    /** The context of a seam's call is its first argument. */
    static <S extends Seam> Object mindNoLimit(Breaker.Call<S> call) throws Exception {
        return call.with(0, ctx());
    }

    static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    static void leaveThread() {
        Thread.ofVirtual().name("keeper").start(() -> {
            try {
                hang();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    static void leaveFile() throws IOException {
        Path file = Files.createTempFile("leengine-tck", null);
        LEFT.add(new FileInputStream(file.toFile()));
        Files.delete(file);
    }

    static void leaveSocket() throws IOException {
        LEFT.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
    }

    /**
     * Makes a race certain: of calls that come at about the same time, tells the second of each two that it is; one that
     * stays alone is the first.
     */
    static <S extends Seam> boolean second(Breaker.Call<S> call, Object subject) throws InterruptedException {
        CountDownLatch mine = new CountDownLatch(1);
        Object other = call.memory().putIfAbsent("race", mine);
        if (other instanceof CountDownLatch waiting && call.memory().remove("race", waiting)) {
            call.memory().put("subject", subject);
            waiting.countDown();
            return true;
        }
        if (other == null) {
            mine.await(OVERLAP_MILLIS, TimeUnit.MILLISECONDS);
            call.memory().remove("race", mine);
        }
        return false;
    }
}
