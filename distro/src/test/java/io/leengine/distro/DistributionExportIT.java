package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Distributions exported from the embedded one, by its own command line. */
class DistributionExportIT {
    private static final Path EXPORTED = LiveEngine.EXPORTED;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    @Test
    void twoExportsCompareEqual() throws Exception {
        Path first = temp.resolve("first.tar.gz");
        Path second = temp.resolve("second.tar.gz");
        export(first);
        export(second);
        Programs.run(List.of("cmp", first.toString(), second.toString()));
        Path unpacked = Files.createDirectories(temp.resolve("unpacked"));
        Programs.run(List.of("tar", "-xzf", first.toString(), "--no-same-owner", "-C", unpacked.toString()));
        // What was exported exports again.
        Path folder = temp.resolve("folder");
        run(onlyOneIn(unpacked), "--base", "embedded", "--out", folder.toString());
        assertEquals(state(onlyOneIn(unpacked)), state(folder), "the archive and the folder differ");
    }

    @Test
    void runsWithThreeSwappedParts() throws Exception {
        Path balancer = RepackedBundle.with("io.leengine.loadbalancer.embedded").named("acme-balancer", "2.0.0")
                .write(temp.resolve("balancer.jar"));
        Path monitor = RepackedBundle.with("io.leengine.monitor.embedded").named("acme-monitor", "2.1.0")
                .plugin("io.leengine.monitor.acme").write(temp.resolve("monitor.jar"));
        Path notifier = RepackedBundle.with("io.leengine.notifier.log").named("acme-notifier", "2.2.0")
                .plugin("io.leengine.notifier.acme").write(temp.resolve("notifier.jar"));
        Path out = temp.resolve("acme");
        String said = run(EXPORTED, "--base", "embedded", "--name", "acme", "--out", out.toString(),
                "--swap", "lb=" + balancer, "--swap", "monitor=" + monitor, "--swap", "notifier=" + notifier,
                "--set", "monitor.folder=${leengine.data}/monitor", "--set", "notifier.level=WARNING");
        assertTrue(said.contains("io.leengine.monitor.acme, from acme-monitor 2.1.0, instead of leengine-monitor-embedded"),
                said);
        assertEquals(List.of(), names(out.resolve("bundles")).stream().filter(name -> name.contains("monitor-embedded")
                || name.contains("notify-log")).toList());
        startAndAsk(out, "2.0.0", "2.1.0", "2.2.0");
        Path changed = out.resolve("bundles/acme-notifier-2.2.0.jar");
        RepackedBundle.with("io.leengine.notifier.log").named("acme-notifier", "2.2.1").plugin("io.leengine.notifier.acme")
                .write(changed);
        String warned = startAndAsk(out, "2.0.0", "2.1.0", "2.2.1");
        assertTrue(warned.contains("WARN  RunningFramework bundles/acme-notifier-2.2.0.jar differs from distribution.lock"),
                warned);
    }

    @Test
    void refusesAPluginForAnotherSpi() throws Exception {
        Path jar = RepackedBundle.with("io.leengine.notifier.log").named("acme-notifier", "3.0.0")
                .importing("io.leengine.spi.notifier;version=\"[2,3)\"").write(temp.resolve("next.jar"));
        Path out = temp.resolve("out");
        Process process = start(EXPORTED, List.of(), "--base", "embedded", "--swap", "notifier=" + jar, "--out",
                out.toString());
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.contains("acme-notifier 3.0.0 needs package io.leengine.spi.notifier [2,3); "
                + "this distribution offers 1."), said);
        assertFalse(Files.exists(out));
    }

    @Test
    void anEndInTheMiddleLeavesNothing() throws Exception {
        Path out = temp.resolve("parent/out.tar.gz");
        Process process = start(EXPORTED, List.of(), "--base", "embedded", "--out", out.toString());
        Await.until("the export to write", LIMIT, () -> Await.unless(Files.exists(out.getParent())
                && !names(out.getParent()).isEmpty(), "nothing there; alive: " + process.isAlive()));
        process.destroy();
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(143, process.exitValue());
        assertEquals(List.of(), names(out.getParent()));
    }

    @Test
    void aFullDiskLeavesNothing() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small disk");
        Path disk = Files.createDirectories(temp.resolve("disk"));
        List<String> onSmallDisk = List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-c",
                "mount -t tmpfs -o size=20m tmpfs \"$0\"; \"$@\"; echo \"ended $? left $(ls -A \"$0\" | wc -l)\"",
                disk.toString());
        for (String form : List.of("", ".zip")) {
            Process process = start(EXPORTED, onSmallDisk, "--base", "embedded", "--out", disk.resolve("out" + form).toString());
            String said = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            assertTrue(said.contains("No space left on device"), said);
            assertTrue(said.contains("Nothing was left at"), said);
            assertTrue(said.contains("ended 1 left 0"), said);
        }
    }

    /** Starts an engine, and asks it for its health and its plugins. Returns what it said. */
    private String startAndAsk(Path distribution, String... versions) throws Exception {
        Path data = temp.resolve("data");
        EngineProcess.Ports ports = EngineProcess.Ports.free();
        try (EngineProcess engine = EngineProcess.start(List.of(), distribution, data, temp.resolve("engine.out"), ports)) {
            engine.awaitReady(LIMIT);
            Api nobody = new Api(ports);
            Await.until("every part", LIMIT, () -> {
                try {
                    return nobody.flaw();
                } catch (UncheckedIOException e) {
                    return Optional.of(e.getMessage());
                }
            });
            String password = Files.readString(data.resolve("admin-password")).strip();
            Api admin = nobody.as(nobody.post("/sessions", Map.of("name", "admin", "password", password)).expect(201)
                    .at("token"));
            List<String> plugins = new ArrayList<>();
            for (JsonNode plugin : admin.get("/plugins").expect(200).body().path("items")) {
                if (plugin.path("bundle").asString().startsWith("acme-")) {
                    plugins.add(plugin.path("id").asString() + " " + plugin.path("version").asString());
                }
            }
            assertEquals(List.of("io.leengine.loadbalancer.embedded " + versions[0], "io.leengine.monitor.acme "
                    + versions[1], "io.leengine.notifier.acme " + versions[2]), plugins.stream().sorted().toList());
            engine.terminate();
            engine.awaitExit(LIMIT);
            return engine.said();
        }
    }

    private static void export(Path out) throws IOException, InterruptedException {
        run(EXPORTED, "--base", "embedded", "--out", out.toString());
    }

    private static String run(Path distribution, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(distribution.resolve("bin/leengine").toString(), "distro", "export"));
        command.addAll(List.of(arguments));
        return Programs.run(command);
    }

    private static Process start(Path distribution, List<String> within, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of(distribution.resolve("bin/leengine").toString(), "distro", "export"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Path onlyOneIn(Path folder) throws IOException {
        List<String> names = names(folder);
        assertEquals(1, names.size(), names.toString());
        return folder.resolve(names.getFirst());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns content, mode and time of each file, mode and time of each folder. */
    private static Map<String, String> state(Path folder) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                String content = Files.isDirectory(file) ? "folder" : RepackedBundle.sha256(Files.readAllBytes(file));
                state.put(folder.relativize(file).toString(), content + " " + Files.getPosixFilePermissions(file).stream()
                        .sorted().toList() + " " + Files.getLastModifiedTime(file));
            }
        }
        return state;
    }
}
