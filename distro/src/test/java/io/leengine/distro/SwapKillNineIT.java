package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The engine is killed in the middle of a swap: after its next start either the old or the new runs, and stays. */
@ExtendWith(SharedEngine.class)
class SwapKillNineIT {
    private static final String NAME = TestPlugin.NAME;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLS = 20;
    private static final int LATEST_MILLIS = 300;

    private LiveEngine engine;
    private Swaps swaps;

    @TempDir
    Path temp;

    @BeforeEach
    void engine(LiveEngine shared) {
        engine = shared;
        swaps = new Swaps(engine);
    }

    @AfterEach
    void restore() throws Exception {
        swaps.restore(NAME);
    }

    private void killedWhileItHangs(TestPlugin plugin, Path gate) throws Exception {
        String before = swaps.version(NAME);
        Answer begun = swaps.install(plugin.build()).expect(202);
        Await.until("the new one to hang", LIMIT, () -> Await.unless(
                Files.exists(gate.resolveSibling(gate.getFileName() + ".reached")), "it does not"));
        engine.killAndStart();
        Files.delete(gate);
        Answer swap = swaps.ended(begun);
        assertEquals("returned", swap.at("state"), swap.text());
        assertEquals(before, swaps.version(NAME));
        engine.killAndStart();
        assertEquals(before, swaps.version(NAME));
        assertEquals(swap.number("number"), swaps.newest());
    }

    @Test
    void whileTheOldIsStoppedAndTheNewStarts() throws Exception {
        Path gate = Files.createFile(temp.resolve("start"));
        killedWhileItHangs(TestPlugin.of("4.0.0").start(TestPlugin.blockedBy(gate)), gate);
    }

    @Test
    void whileTheNewIsOnTrial() throws Exception {
        Path gate = Files.createFile(temp.resolve("trial"));
        killedWhileItHangs(TestPlugin.of("4.1.0").health("try { " + TestPlugin.blockedBy(gate)
                + " } catch (java.io.IOException e) { throw new IllegalStateException(e); } return Health.up();"), gate);
    }

    /** What is wanted is in the database: the next engine tries it again, and goes back if it does not do. */
    @Test
    void whileAPartIsGivenToAnotherPlugin() throws Exception {
        String spare = "io.leengine.notifier.spare";
        Path gate = Files.createFile(temp.resolve("part"));
        Path sick = temp.resolve("sick");
        swaps.done(swaps.install(TestPlugin.of("4.4.0").named("spare-notifier", spare).health("try { "
                + TestPlugin.blockedBy(gate) + " } catch (java.io.IOException e) { throw new IllegalStateException(e); } "
                + "return Files.exists(Path.of(\"" + sick + "\")) ? Health.down(\"sick\") : Health.up();").build()));
        Answer first = killedWhileGiven(spare, gate, () -> Files.createFile(sick));
        assertEquals("returned", first.at("state"), first.text());
        assertTrue(first.at("message").contains("sick"), first.text());
        assertEquals(TestPlugin.PLUGIN, engine.api().get("/parts/notifier/log").expect(200).at("plugin"));
        Files.delete(sick);
        Files.delete(gate.resolveSibling("part.reached"));
        Files.createFile(gate);
        Answer second = killedWhileGiven(spare, gate, () -> { });
        assertEquals("done", second.at("state"), second.text());
        assertEquals(spare, engine.api().get("/parts/notifier/log").expect(200).at("plugin"));
        swaps.done(engine.api().post("/parts/notifier/log/swap", Map.of("plugin", TestPlugin.PLUGIN)));
        swaps.done(engine.api().delete("/bundles/spare-notifier"));
        assertEquals(Optional.empty(), engine.nobody().flaw());
    }

    private Answer killedWhileGiven(String plugin, Path gate, Await.Step down) throws Exception {
        Answer begun = engine.api().post("/parts/notifier/log/swap", Map.of("plugin", plugin)).expect(202);
        Await.until("the new one to hang", LIMIT, () -> Await.unless(
                Files.exists(gate.resolveSibling(gate.getFileName() + ".reached")), "it does not"));
        engine.killAndStart(() -> {
            Files.delete(gate);
            down.run();
        });
        return swaps.ended(begun);
    }

    @Test
    void rightAfterTheNewWasTaken() throws Exception {
        Answer swap = swaps.done(swaps.install(TestPlugin.of("4.2.0").build()));
        engine.killAndStart();
        assertEquals("4.2.0", swaps.version(NAME));
        assertEquals(swap.number("number"), swaps.newest());
        swaps.done(swaps.rollBack(NAME));
        engine.killAndStart();
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
    }

    /** At random moments; the seed is in the failure. */
    @Test
    void atAnyMoment() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[][] jars = {TestPlugin.of("4.3.0").build(), TestPlugin.of("4.3.1").build()};
        int done = 0;
        for (int i = 0; i < KILLS; i++) {
            String old = swaps.version(NAME);
            String fresh = "4.3." + i % 2;
            boolean same = old.equals(fresh);
            int newest = swaps.newest();
            byte[] jar = jars[same ? (i + 1) % 2 : i % 2];
            String wanted = same ? "4.3." + (i + 1) % 2 : fresh;
            int delay = random.nextInt(LATEST_MILLIS);
            String which = "kill " + i + " of seed " + seed + ", " + delay + " ms after the request: " + old + " -> " + wanted;
            CompletableFuture<Optional<Answer>> request = CompletableFuture.supplyAsync(() -> {
                try {
                    return Optional.of(swaps.install(jar));
                } catch (UncheckedIOException e) {
                    // It was killed before it could answer.
                    return Optional.empty();
                }
            });
            CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)).join();
            engine.killAndStart();
            request.join().ifPresent(answer -> answer.expect(202));
            done += settled(which, old, wanted, newest) ? 1 : 0;
        }
        String last = swaps.version(NAME);
        int newest = swaps.newest();
        engine.killAndStart();
        assertEquals(last, swaps.version(NAME), "seed " + seed);
        assertEquals(newest, swaps.newest(), "seed " + seed);
        System.Logger log = System.getLogger(SwapKillNineIT.class.getName());
        log.log(System.Logger.Level.INFO, "{0} kills: {1} swaps were done, {2} were not", KILLS, done, KILLS - done);
    }

    /** Tells whether the new one runs. */
    private boolean settled(String which, String old, String wanted, int newest) throws Exception {
        String runs = swaps.version(NAME);
        assertTrue(runs.equals(old) || runs.equals(wanted), which + " left " + runs);
        boolean begun = swaps.newest() > newest;
        if (begun) {
            Answer swap = swaps.ended(swaps.newest());
            assertEquals(runs.equals(wanted) ? "done" : "returned", swap.at("state"), which + swap.text());
        } else {
            assertEquals(old, runs, which);
        }
        String list = Files.exists(list()) ? Files.readString(list()) : "";
        Answer bundle = swaps.bundle(NAME);
        if (bundle.body().path("installed").asBoolean()) {
            assertTrue(list.contains("run " + NAME + " " + bundle.at("digest").replace("sha256:", "")), which + list);
        }
        assertEquals(1, swaps.state().bundles().get(NAME).split(",").length, which + swaps.state());
        return runs.equals(wanted);
    }

    private Path list() {
        return engine.data().resolve("bundles/installed");
    }
}
