package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoBuildTest {

    @TempDir
    Path cache;

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> new GoBuild(cache, told::add).images());
            var two = threads.submit(() -> new GoBuild(cache, told::add).images());
            Path programs = one.get(3, TimeUnit.MINUTES);
            assertEquals(programs, two.get(3, TimeUnit.MINUTES));
            assertTrue(Files.isExecutable(programs.resolve("pause")) && Files.isExecutable(programs.resolve("hello")));
        }
        assertEquals(1, told.stream().filter(it -> it.startsWith("built ")).count(), told::toString);
    }

    @Test
    void aBuildThatIsInterruptedLeavesNothing() throws Exception {
        var begun = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var builder = new Thread[1];
            var build = threads.submit(() -> {
                builder[0] = Thread.currentThread();
                return new GoBuild(cache, it -> begun.countDown()).images();
            });
            assertTrue(begun.await(1, TimeUnit.MINUTES));
            builder[0].interrupt();
            var failure = assertThrows(ExecutionException.class, () -> build.get(1, TimeUnit.MINUTES));
            assertInstanceOf(InterruptedException.class, failure.getCause());
        }
        try (var left = Files.list(cache.resolve("testcell-images"))) {
            assertEquals(List.of("lock"), left.map(it -> it.getFileName().toString()).toList());
        }
    }
}
