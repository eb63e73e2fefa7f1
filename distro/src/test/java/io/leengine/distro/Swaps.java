package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Swaps bundles of an engine, and tells what came of it. */
record Swaps(LiveEngine engine) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Sends a bundle; returns at once. */
    Answer install(byte[] jar) {
        return install(jar, "", Map.of());
    }

    Answer install(byte[] jar, String query, Map<String, String> headers) {
        return engine.api().upload("/bundles" + query, jar, headers);
    }

    Answer rollBack(String name) {
        return engine.api().post("/bundles/" + name + "/roll-back", null);
    }

    /** Waits for the end of what an answer says has begun. */
    Answer ended(Answer begun) throws Exception {
        return ended(begun.expect(202).number("number"));
    }

    Answer ended(int number) throws Exception {
        Answer[] swap = new Answer[1];
        Await.until("the end of swap " + number, LIMIT, () -> {
            swap[0] = engine.api().get("/swaps/" + number).expect(200);
            return Await.unless(!swap[0].at("state").equals("running"), swap[0].text());
        });
        return swap[0];
    }

    /** Swaps and fails unless it is done. */
    Answer done(Answer begun) throws Exception {
        Answer swap = ended(begun);
        assertEquals("done", swap.at("state"), swap.text());
        return swap;
    }

    /** Swaps and fails unless the old is back, the message says why, and nothing has changed. */
    Answer returned(Answer begun, String why, State before) throws Exception {
        Answer swap = ended(begun);
        assertEquals("returned", swap.at("state"), swap.text());
        assertTrue(swap.at("message").contains(why), swap.text());
        assertTrue(swap.at("message").contains("The old one runs again"), swap.text());
        assertEquals(before.bundles(), state().bundles(), swap.text());
        assertEquals(Optional.empty(), engine.nobody().flaw(), swap.text());
        assertTrue(activity(swap).contains(why), activity(swap));
        return swap;
    }

    /** What the activity says of the end of a swap. */
    private String activity(Answer swap) {
        for (JsonNode each : engine.api().get("/activity?kind=bundle&resource=" + swap.at("subject")).expect(200).body()
                .path("items")) {
            if (each.path("requestId").asString().equals("swap-" + swap.number("number"))) {
                assertEquals("returned", each.path("result").asString(), each.toString());
                return each.path("detail").asString();
            }
        }
        throw new AssertionError("no activity tells of the end of " + swap.text());
    }

    /** Fails unless a bundle was refused in words, and nothing has changed. */
    void refused(Answer answer, int status, String words, State before) {
        answer.expect(status);
        assertTrue(answer.at("detail").contains(words), answer.text());
        assertEquals(before, state());
        assertEquals(Optional.empty(), engine.nobody().flaw());
    }

    /**
     * What is there.
     *
     * @param bundles their ids, versions and states
     * @param newest the number of the newest swap
     * @param files those that are kept in the data folder
     */
    record State(Map<String, String> bundles, int newest, List<String> files) {
    }

    State state() {
        Map<String, String> bundles = new TreeMap<>();
        for (JsonNode each : engine.api().get("/bundles").expect(200).body().path("items")) {
            bundles.merge(each.path("name").asString(), each.path("id").asInt() + " " + each.path("version").asString() + " "
                    + each.path("state").asString(), (a, b) -> a + ", " + b);
        }
        return new State(bundles, newest(), kept());
    }

    private List<String> kept() {
        try (Stream<Path> files = Files.list(engine.data().resolve("bundles"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches(".*\\.(jar|part)"))
                    .sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int newest() {
        JsonNode items = engine.api().get("/swaps?limit=1").expect(200).body().path("items");
        return items.isEmpty() ? 0 : items.get(0).path("number").asInt();
    }

    Answer bundle(String name) {
        return engine.api().get("/bundles/" + name).expect(200);
    }

    /** The version that runs, once it is active and the platform is well. */
    String version(String name) throws Exception {
        Await.until(name + " to run", LIMIT, () -> {
            Answer bundle = engine.api().get("/bundles/" + name);
            return Await.unless(bundle.at("state").equals("active"), bundle.text()).or(engine.nobody()::flaw);
        });
        return bundle(name).at("version");
    }

    /** The distribution's own file of a bundle. */
    static byte[] ofDistribution(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    static Path file(String name) throws IOException {
        return file(LiveEngine.EXPORTED.resolve("bundles"), name);
    }

    /** Finds the file of a bundle, of which the name may be the beginning of another's. */
    static Path file(Path bundles, String name) throws IOException {
        try (Stream<Path> files = Files.list(bundles)) {
            return files.filter(each -> each.getFileName().toString().matches(name + "-[0-9].*")).findFirst().orElseThrow();
        }
    }

    static String symbolicName(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
        }
    }

    /** Puts the distribution's own bundle back, whatever runs. */
    void restore(String name) throws Exception {
        Await.until("no swap to be under way", LIMIT, () -> Await.unless(!engine.api().get("/swaps?limit=1").text()
                .contains("\"running\""), "one is"));
        byte[] original = ofDistribution(name);
        Optional<Answer> begun = Optional.of(install(original)).filter(answer -> answer.status() != 409);
        if (begun.isPresent()) {
            done(begun.get());
        }
    }

    static String digest(byte[] content) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
