package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that are no good are refused before anything is touched, or taken back; each time in words that say why. */
@ExtendWith(SharedEngine.class)
class FaultyBundleIT {
    private static final String NAME = TestPlugin.NAME;

    private LiveEngine engine;
    private Swaps swaps;
    private Swaps.State before;

    @BeforeEach
    void look(LiveEngine shared) {
        engine = shared;
        swaps = new Swaps(engine);
        before = swaps.state();
    }

    @AfterEach
    void restore() throws Exception {
        swaps.restore(NAME);
    }

    private void refused(byte[] jar, int status, String words) {
        swaps.refused(swaps.install(jar), status, words, before);
    }

    private void returned(TestPlugin plugin, String why) throws Exception {
        swaps.returned(swaps.install(plugin.build()), why, before);
    }

    private static byte[] jar(Map<String, String> headers) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JarOutputStream(out, manifest).close();
        return out.toByteArray();
    }

    @Test
    void oneThatIsGoodIsTaken() throws Exception {
        byte[] jar = TestPlugin.of("2.0.0").build();
        Answer check = engine.api().upload("/bundles/check?digest=" + Swaps.digest(jar), jar, Map.of()).expect(200);
        assertEquals("2.0.0", check.at("version"));
        assertEquals(before, swaps.state(), "a check changes nothing");
        Answer swap = swaps.done(swaps.install(jar));
        assertEquals("2.0.0", swaps.version(NAME));
        assertEquals("[\"" + NAME + "\"]", swap.body().path("touched").toString(), swap.text());
    }

    @Test
    void whatIsNoBundleIsRefused() throws Exception {
        refused("This is no jar.".getBytes(), 400, "It is no jar, or it was cut on its way");
        refused(new byte[0], 400, "It is no jar, or it was cut on its way");
        refused(jar(Map.of()), 400, "its manifest has no Bundle-SymbolicName");
        byte[] whole = TestPlugin.of("2.0.1").build();
        refused(Arrays.copyOf(whole, whole.length / 2), 400, "It is no jar, or it was cut on its way");
        byte[] damaged = whole.clone();
        damaged[whole.length / 3] ^= 0x55;
        swaps.refused(swaps.install(damaged, "?digest=" + Swaps.digest(whole), Map.of()), 400, "not the one that was stated",
                before);
    }

    @Test
    void manifestsThatMakeNoSenseAreRefused() throws Exception {
        Map<String, String> plain = Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", NAME);
        refused(jar(with(plain, "Bundle-Version", "one.two")), 400, "Its version is none");
        refused(jar(with(plain, "Fragment-Host", "leengine-engine")), 400, "It is a fragment");
        refused(jar(with(plain, "Bundle-SymbolicName", NAME + "; singleton:=true")), 400, "It is a singleton");
        refused(jar(with(plain, "Import-Package", "a;b;c=,,")), 400, "The framework does not take it");
        refused(jar(with(plain, "Bundle-SymbolicName", "../../etc")), 400, "is no symbolic name");
        refused(jar(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "leengine-engine", "Bundle-Version",
                "9.0.0")), 409, "it is a piece of the engine itself");
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new java.util.TreeMap<>(headers);
        all.put(name, value);
        return all;
    }

    @Test
    void anotherMajorVersionOfTheContractIsRefused() throws Exception {
        String needed = "io.leengine.spi.notifier;version=\"[2,3)\",*";
        refused(TestPlugin.of("2.0.2").header("Import-Package", needed).build(), 400,
                "It needs package io.leengine.spi.notifier [2.0.0,3.0.0); this platform offers 1.");
        refused(TestPlugin.of("2.0.2").header("Import-Package", "org.nobody.has.this,*").build(), 400,
                "It needs package org.nobody.has.this; nothing here offers it");
    }

    @Test
    void settingsItWouldNotTakeAreRefused() throws Exception {
        refused(TestPlugin.of("2.0.3").setting("@AttributeDefinition(description = \"Where to.\") String target();").build(),
                400, "has no 'target'");
        refused(TestPlugin.of("2.0.3").setting("int leengine_name_length() default 3;").named(NAME, "io.leengine.notifier.x")
                .build(), 400, "which it does not have");
        Answer part = engine.api().get("/parts/notifier/log").expect(200);
        engine.api().send("PUT", "/parts/notifier/log", Map.of("plugin", TestPlugin.PLUGIN, "settings", Map.of("level",
                "WARNING")), Map.of("If-Match", part.tag().orElse("*"))).expect(200);
        try {
            before = swaps.state();
            refused(TestPlugin.of("2.0.3").setting("int level();").build(), 400,
                    "has 'level' = 'WARNING', which io.leengine.notifier.log of 2.0.3 does not take: it is no number");
        } finally {
            part = engine.api().get("/parts/notifier/log").expect(200);
            engine.api().send("PUT", "/parts/notifier/log", Map.of("plugin", TestPlugin.PLUGIN, "settings", Map.of()),
                    Map.of("If-Match", part.tag().orElse("*"))).expect(200);
        }
    }

    /** Both would serve the same parts. */
    @Test
    void aPluginThatAnotherBundleHasIsRefused() throws Exception {
        refused(TestPlugin.of("2.0.4").named("another-notifier", TestPlugin.PLUGIN).build(), 409,
                "Its plugin io.leengine.notifier.log is also that of leengine-notify-log");
    }

    @Test
    void oneWhoseStartThrowsIsTakenBack() throws Exception {
        returned(TestPlugin.of("2.1.0").start("throw new IllegalStateException(\"no start today\");"), "no start today");
        returned(TestPlugin.of("2.1.1").start("throw new StackOverflowError(\"too deep\");"), "too deep");
    }

    @Test
    void oneWhoseComponentThrowsIsTakenBack() throws Exception {
        returned(TestPlugin.of("2.2.0").activation("if (true) throw new IllegalStateException(\"no activation today\");"),
                "no activation today");
    }

    @Test
    void oneThatHangsIsTakenBack(@TempDir Path temp) throws Exception {
        Path gate = Files.createFile(temp.resolve("gate"));
        try {
            returned(TestPlugin.of("2.3.0").start(TestPlugin.blockedBy(gate)), "did not end within 8 s; it is in");
            returned(TestPlugin.of("2.3.1").activation(TestPlugin.blockedBy(gate)), "did not end within 8 s; it is in");
            returned(TestPlugin.of("2.3.2").health("try { " + TestPlugin.blockedBy(gate)
                    + "} catch (java.io.IOException e) { throw new IllegalStateException(e); } return Health.up();"),
                    "did not end within");
        } finally {
            Files.delete(gate);
        }
    }

    @Test
    void oneThatIsNotHealthyIsTakenBack() throws Exception {
        returned(TestPlugin.of("2.4.0").health("return Health.down(\"the gateway is away\");"), "the gateway is away");
        returned(TestPlugin.of("2.4.1").health("throw new IllegalStateException(\"no health today\");"), "no health today");
        returned(TestPlugin.of("2.4.2").health("throw new AssertionError(\"an error instead of health\");"),
                "an error instead of health");
        returned(TestPlugin.of("2.4.3").health("return null;"), "NullPointerException");
    }

    @Test
    void oneThatRegistersTwoServicesForAPartIsTakenBack() throws Exception {
        returned(TestPlugin.of("2.5.0").activation("""
                java.util.Hashtable<String, Object> named = new java.util.Hashtable<>();
                named.put("leengine.name", settings.leengine_name());
                context.registerService(Notifier.class, this, named);
                """), "It registers 2 services for notifier/log, where there must be one");
    }

    @Test
    void threadsThatItLeavesBehindAreNamed() throws Exception {
        swaps.done(swaps.install(TestPlugin.of("2.6.0").activation("""
                Thread.ofPlatform().daemon().name("forgotten-by-test").start(() -> {
                    try {
                        Thread.sleep(30_000);
                    } catch (InterruptedException e) {
                        // Ends.
                    }
                });
                """).build()));
        Answer swap = swaps.done(swaps.install(TestPlugin.of("2.6.1").activation(
                "Thread.ofPlatform().daemon().name(\"of-the-new\").start(() -> { try { Thread.sleep(30_000); } "
                + "catch (InterruptedException e) { } });").build()));
        assertTrue(swap.at("message").contains("It left threads behind: forgotten-by-test."), swap.text());
    }

    /** What was sick before may be replaced by something better: the swap does not fail because of the old. */
    @Test
    void aSickPartCanBeReplaced(@TempDir Path temp) throws Exception {
        Path sick = temp.resolve("sick");
        swaps.done(swaps.install(TestPlugin.of("2.7.0").health("if (Files.exists(Path.of(\"" + sick
                + "\"))) throw new AssertionError(\"sick\"); return Health.up();").build()));
        Files.createFile(sick);
        Answer health = engine.nobody().get("/health").expect(200);
        assertTrue(health.text().contains("notifier log: it threw java.lang.AssertionError: sick"), health.text());
        swaps.done(swaps.install(TestPlugin.of("2.7.1").build()));
        assertEquals("2.7.1", swaps.version(NAME));
    }

    @Test
    void oneThatEndsTheProcessDoesNotRunAfterwards() throws Exception {
        Answer begun = swaps.install(TestPlugin.of("2.8.0").activation("Runtime.getRuntime().exit(3);").build());
        engine.awaitEndAndStart();
        Answer swap = swaps.ended(begun);
        assertEquals("returned", swap.at("state"), swap.text());
        assertTrue(swap.at("message").contains("The engine ended before it was done; what was there before runs.")
                || swap.at("message").contains("it is in java.lang.Runtime.exit from io.leengine.test"), swap.text());
        assertEquals("0.1.0", swaps.version(NAME).substring(0, 5));
        assertEquals(before.bundles().keySet(), swaps.state().bundles().keySet());
    }
}
