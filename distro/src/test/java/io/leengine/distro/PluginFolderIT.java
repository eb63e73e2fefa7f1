package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What is dropped into the plugin folder runs, what is taken from it goes, and neither is repeated. */
@ExtendWith(SharedEngine.class)
class PluginFolderIT {
    private static final String NAME = TestPlugin.NAME;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LiveEngine engine;
    private Swaps swaps;
    private Path folder;
    private String original;

    @BeforeEach
    void engine(LiveEngine shared) throws Exception {
        engine = shared;
        swaps = new Swaps(engine);
        folder = engine.data().resolve("plugins");
        original = swaps.version(NAME);
    }

    @AfterEach
    void empty() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        seen();
        swaps.restore(NAME);
    }

    private void drop(String name, byte[] content) throws Exception {
        Path part = Files.write(folder.resolve(name + ".part"), content);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitVersion(String version) throws Exception {
        Await.until(NAME + " " + version, LIMIT, () -> {
            String runs = swaps.bundle(NAME).at("version");
            return Await.unless(runs.equals(version), runs + " runs");
        });
        assertEquals(version, swaps.version(NAME));
        Await.until("the swap to end", LIMIT, () -> Await.unless(!newest().at("state").equals("running"), newest().text()));
    }

    private Answer newest() {
        return engine.api().get("/swaps/" + swaps.newest()).expect(200);
    }

    /** Waits until the folder has been looked at anew, told by a bad file of which the activity speaks. */
    private void seen() throws Exception {
        String name = "probe-" + System.nanoTime() + ".jar";
        drop(name, "no jar".getBytes());
        Await.until(name + " to be refused", LIMIT, () -> Await.unless(refusals(name) > 0, "not yet"));
        Files.delete(folder.resolve(name));
        Await.until(name + " to be forgotten", LIMIT, () -> Await.unless(!Files.readString(engine.data().resolve(
                "bundles/dropped")).contains(name), "not yet"));
    }

    private long refusals(String name) {
        JsonNode items = engine.api().get("/activity?kind=bundle&resource=" + name).expect(200).body().path("items");
        return items.valueStream().filter(each -> each.path("action").asString().equals("bundle.refuse")).count();
    }

    @Test
    void whatIsDroppedRunsUntilItIsTakenAway() throws Exception {
        drop("notifier.jar", TestPlugin.of("5.0.0").build());
        awaitVersion("5.0.0");
        assertEquals("plugin-folder", newest().at("actor"));
        drop("notifier.jar", TestPlugin.of("5.0.1").build());
        awaitVersion("5.0.1");
        int last = swaps.newest();
        engine.killAndStart();
        seen();
        assertEquals("5.0.1", swaps.version(NAME));
        assertEquals(last, swaps.newest(), "a restart repeats nothing");
        Files.delete(folder.resolve("notifier.jar"));
        awaitVersion(original);
        last = swaps.newest();
        engine.killAndStart();
        seen();
        assertEquals(original, swaps.version(NAME));
        assertEquals(last, swaps.newest(), "a restart reverts nothing");
    }

    @Test
    void whatNothingHadBeforeIsGoneWithItsFile() throws Exception {
        drop("spare.jar", TestPlugin.of("5.1.0").named("spare-notifier", "io.leengine.notifier.spare").build());
        awaitBundle("5.1.0");
        drop("spare.jar", TestPlugin.of("5.1.1").named("spare-notifier", "io.leengine.notifier.spare").build());
        awaitBundle("5.1.1");
        Files.delete(folder.resolve("spare.jar"));
        awaitBundle("");
    }

    private void awaitBundle(String version) throws Exception {
        Await.until("the spare notifier to be of '" + version + "'", LIMIT, () -> {
            Answer answer = engine.api().get("/bundles/spare-notifier");
            return Await.unless(answer.at("version").equals(version), answer.text());
        });
    }

    /** A bundle that serves a part cannot go; that keeps no other file waiting. */
    @Test
    void oneThatCannotGoIsSaidOnceAndKeepsNothingWaiting() throws Exception {
        drop("used.jar", TestPlugin.of("5.2.0").named("spare-notifier", "io.leengine.notifier.spare").build());
        awaitBundle("5.2.0");
        Await.until("the part to be taken", LIMIT, () -> {
            Answer made = engine.api().post("/parts", java.util.Map.of("seam", "notifier", "name", "spare", "plugin",
                    "io.leengine.notifier.spare", "settings", java.util.Map.of()));
            return Await.unless(made.status() == 201, made.text());
        });
        Files.delete(folder.resolve("used.jar"));
        Await.until("the refusal", LIMIT, () -> Await.unless(refusals("used.jar") == 1, "not yet"));
        seen();
        seen();
        assertEquals(1, refusals("used.jar"));
        Answer part = engine.api().get("/parts/notifier/spare").expect(200);
        engine.api().send("DELETE", "/parts/notifier/spare", null, java.util.Map.of("If-Match", part.tag().orElse("*")));
        swaps.done(engine.api().delete("/bundles/spare-notifier"));
    }

    @Test
    void aBadOneIsRefusedOnce() throws Exception {
        drop("bad.jar", "This is no jar.".getBytes());
        Await.until("the refusal", LIMIT, () -> Await.unless(refusals("bad.jar") == 1, "not yet"));
        int last = swaps.newest();
        seen();
        seen();
        engine.killAndStart();
        seen();
        assertEquals(1, refusals("bad.jar"));
        assertEquals(last, swaps.newest());
        drop("bad.jar", TestPlugin.of("5.3.0").build());
        awaitVersion("5.3.0");
    }

    @Test
    void oneThatIsTakenBackIsTriedOnce() throws Exception {
        int last = swaps.newest();
        drop("sick.jar", TestPlugin.of("5.4.0").health("return Health.down(\"never well\");").build());
        Await.until("its swap", LIMIT, () -> Await.unless(swaps.newest() == last + 1, "not yet"));
        assertEquals("returned", swaps.ended(last + 1).at("state"));
        seen();
        engine.killAndStart();
        seen();
        assertEquals(last + 1, swaps.newest());
        assertEquals(original, swaps.version(NAME));
    }

    /** Installed again at every start, it would never let the engine up. */
    @Test
    void oneThatEndsTheProcessIsTriedOnce() throws Exception {
        int last = swaps.newest();
        drop("exit.jar", TestPlugin.of("5.5.0").activation("Runtime.getRuntime().halt(3);").build());
        engine.awaitEndAndStart();
        Await.until("the refusal", LIMIT, () -> Await.unless(refusals("exit.jar") == 1, "not yet"));
        seen();
        assertEquals(last + 1, swaps.newest());
        assertEquals(original, swaps.version(NAME));
    }

    /** What the operator changed after the file was dropped is not the folder's to take back. */
    @Test
    void whatSomebodyElseChangedSinceStays() throws Exception {
        drop("mine.jar", TestPlugin.of("5.6.0").build());
        awaitVersion("5.6.0");
        swaps.done(swaps.install(TestPlugin.of("5.6.1").build()));
        Files.delete(folder.resolve("mine.jar"));
        seen();
        assertEquals("5.6.1", swaps.version(NAME));
        assertFalse(Files.readString(engine.data().resolve("bundles/dropped")).contains("mine.jar"));
        assertTrue(List.of("done").contains(newest().at("state")));
    }
}
