package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several who change the same platform at once, or one who changes it faster than it settles. */
@ExtendWith(SharedEngine.class)
class SwapConcurrencyIT {
    private static final String NAME = TestPlugin.NAME;
    private static final int OPERATORS = 4;

    private LiveEngine engine;
    private Swaps swaps;

    @BeforeEach
    void engine(LiveEngine shared) {
        engine = shared;
        swaps = new Swaps(engine);
    }

    @AfterEach
    void restore() throws Exception {
        swaps.restore(NAME);
    }

    private static List<Answer> atOnce(List<Callable<Answer>> requests) throws Exception {
        CountDownLatch ready = new CountDownLatch(requests.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = new ArrayList<>();
            for (Callable<Answer> request : requests) {
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return request.call();
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }

    /** The winner's stays on trial until the others have been answered, so none of them can come after it. */
    @Test
    void ofThoseWhoSwapTheSamePartAtOnceOneWins(@TempDir Path temp) throws Exception {
        Path gate = Files.createFile(temp.resolve("gate"));
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < OPERATORS; i++) {
            byte[] jar = TestPlugin.of("3.0." + i).health(downWhile(gate)).build();
            requests.add(() -> swaps.install(jar));
        }
        List<Answer> answers = atOnce(requests);
        List<Answer> won = answers.stream().filter(answer -> answer.status() == 202).toList();
        assertEquals(1, won.size(), answers.toString());
        for (Answer answer : answers) {
            if (answer.status() != 202) {
                answer.expect(409);
                assertTrue(answer.at("detail").matches("Swap \\d+ of " + NAME + ", begun by admin at \\S+, is under way\\."),
                        answer.text());
            }
        }
        secondSwapIsRefused();
        Files.delete(gate);
        swaps.done(won.getFirst());
        assertEquals(won.getFirst().body().path("after").path("version").asString(), swaps.version(NAME));
    }

    private static String downWhile(Path gate) {
        return "return Files.exists(Path.of(\"" + gate + "\")) ? Health.down(\"the test holds it\") : Health.up();";
    }

    private void secondSwapIsRefused() throws Exception {
        Answer other = swaps.install(Swaps.ofDistribution("leengine-net-local")).expect(409);
        assertTrue(other.at("detail").contains("is under way"), other.text());
        Answer removal = engine.api().delete("/bundles/leengine-net-local").expect(409);
        assertTrue(removal.at("detail").contains("is under way"), removal.text());
        Answer part = engine.api().post("/parts/network/default/swap", Map.of("plugin", "io.leengine.network.other"))
                .expect(409);
        assertTrue(part.at("detail").contains("is under way"), part.text());
    }

    @Test
    void aRepeatedRequestIsDoneOnce() throws Exception {
        byte[] jar = TestPlugin.of("3.1.0").build();
        Map<String, String> key = Map.of("Idempotency-Key", "swap-" + System.nanoTime());
        List<Answer> answers = atOnce(List.of(() -> swaps.install(jar, "", key), () -> swaps.install(jar, "", key)));
        int number = answers.getFirst().expect(202).number("number");
        assertEquals(number, answers.getLast().expect(202).number("number"));
        swaps.done(answers.getFirst());
        Answer late = swaps.install(jar, "", key).expect(202);
        assertEquals(number, late.number("number"));
        assertEquals("done", late.at("state"), late.text());
        Answer other = swaps.install(TestPlugin.of("3.1.1").build(), "", key).expect(409);
        assertEquals("Idempotency-Key", other.at("field"), other.text());
        assertEquals("3.1.0", swaps.version(NAME));
        assertEquals(number, swaps.newest());
        Map<String, String> back = Map.of("Idempotency-Key", "back-" + System.nanoTime());
        Answer once = engine.api().send("POST", "/bundles/" + NAME + "/roll-back", null, back).expect(202);
        assertEquals(once.number("number"), engine.api().send("POST", "/bundles/" + NAME + "/roll-back", null, back)
                .expect(202).number("number"));
        swaps.done(once);
    }

    @Test
    void aBundleInUseIsNotTakenOut() {
        Swaps.State before = swaps.state();
        swaps.refused(engine.api().delete("/bundles/" + NAME), 409, NAME + " serves notifier/log", before);
        swaps.refused(engine.api().delete("/bundles/leengine-spi"), 409, "a piece of the engine itself", before);
        swaps.refused(engine.api().delete("/bundles/no-such-bundle"), 404, "no-such-bundle", before);
    }

    /** Each step is asked for as soon as the one before has ended: what was replaced still lingers then. */
    @Test
    void backAndForthFasterThanWhatWasReplacedLeaves() throws Exception {
        byte[] one = TestPlugin.of("3.2.1").build();
        byte[] two = TestPlugin.of("3.2.2").build();
        String original = swaps.version(NAME);
        swaps.done(swaps.install(one));
        swaps.done(swaps.rollBack(NAME));
        assertEquals(original, swaps.version(NAME));
        swaps.done(swaps.rollBack(NAME));
        assertEquals("3.2.1", swaps.version(NAME), "a roll-back of a roll-back");
        for (int i = 0; i < 4; i++) {
            swaps.done(swaps.install(two));
            assertEquals("3.2.2", swaps.version(NAME));
            swaps.done(swaps.install(one));
            assertEquals("3.2.1", swaps.version(NAME));
        }
        Answer again = swaps.install(one).expect(409);
        assertTrue(again.at("detail").contains("runs already"), again.text());
        assertEquals(1, swaps.state().bundles().get(NAME).split(",").length, swaps.state().toString());
        long id = swaps.bundle(NAME).number("id");
        // The waits of those that were taken back meanwhile must not take out what runs.
        Await.until("every wait of what was replaced to be over", LiveEngine.START, () ->
                Await.unless(swaps.bundle(NAME).number("id") == id && plugins() == 1, plugins() + " bundles have the plugin"));
        assertEquals("3.2.1", swaps.version(NAME));
    }

    private long plugins() {
        return engine.api().get("/plugins").expect(200).body().path("items").valueStream()
                .filter(each -> each.path("id").asString().equals(TestPlugin.PLUGIN)).count();
    }

    @Test
    void aBundleThatNothingUsesComesAndGoes() throws Exception {
        byte[] jar = TestPlugin.of("3.3.0").named("spare-notifier", "io.leengine.notifier.spare").build();
        Swaps.State before = swaps.state();
        swaps.done(swaps.install(jar));
        assertEquals("active", swaps.bundle("spare-notifier").at("state"));
        Answer nothing = swaps.rollBack("spare-notifier").expect(409);
        assertTrue(nothing.at("detail").contains("There is nothing to go back to"), nothing.text());
        swaps.done(engine.api().delete("/bundles/spare-notifier"));
        assertEquals(before.bundles(), swaps.state().bundles());
        engine.api().get("/bundles/spare-notifier").expect(404);
    }
}
