package io.leengine.engine.swap;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.swap.DroppedFiles.Made;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Installs what is dropped into a folder, and takes out what is taken from it; with the same checks as any other way.
 * What was made of each file is kept beside the bundles, so a restart neither repeats nor reverts it. A file that was
 * refused is tried again when it changes.
 */
public final class PluginFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PluginFolder.class.getName());
    private static final Duration PACE = Duration.ofMillis(500);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final String JAR = ".jar";
    private static final String ACTOR = "plugin-folder";

    /** A file as it looks; the same look twice in a row is a file that is whole. */
    private record Look(long size, long modified) {
        String text() {
            return size + "-" + modified;
        }
    }

    /** What is done with one file. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private final Path folder;
    private final DroppedFiles dropped;
    private final BundleService bundles;
    private final Changes changes;
    private final Thread thread;
    private final Map<String, Look> before = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();

    /**
     * @param folder is made
     * @param memory the file that keeps what was made of each
     */
    PluginFolder(Path folder, Path memory, BundleService bundles, Changes changes) {
        this.folder = folder;
        this.dropped = new DroppedFiles(memory);
        this.bundles = bundles;
        this.changes = changes;
        this.thread = Thread.ofVirtual().name("plugin-folder").unstarted(this::run);
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                guarded("", this::look);
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the plugin folder is no longer watched");
        }
    }

    /** What fails for one file is said once, keeps no other file waiting, and is tried again at the next look. */
    private void guarded(String name, Step step) throws InterruptedException {
        try {
            step.run();
            said.remove(name);
        } catch (IOException e) {
            say(name, System.Logger.Level.WARNING, e.toString());
        } catch (EngineException e) {
            // Somebody else's swap is under way, or the store is away, or the disk is full.
            say(name, e.code() == ErrorCode.CONFLICT ? System.Logger.Level.INFO : System.Logger.Level.WARNING, e.getMessage());
        // catches all: a defect in what is done with one file must not end the watch over all
        } catch (RuntimeException e) {
            say(name, System.Logger.Level.ERROR, e.toString());
        }
    }

    private void say(String name, System.Logger.Level level, String what) {
        if (!what.equals(said.put(name, what))) {
            LOG.log(level, "the plugin folder waits{0}: {1}", name.isEmpty() ? "" : " with " + name, what);
        }
    }

    private void look() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Map<String, Look> now = looks();
        Map<String, Made> known = dropped.all();
        for (Map.Entry<String, Made> each : known.entrySet()) {
            if (each.getValue().since().isPresent()) {
                guarded(each.getKey(), () -> settle(each.getKey(), each.getValue()));
            } else if (!now.containsKey(each.getKey())) {
                guarded(each.getKey(), () -> remove(each.getKey(), each.getValue()));
            }
        }
        for (Map.Entry<String, Look> file : now.entrySet()) {
            Made made = known.getOrDefault(file.getKey(), Made.nothing());
            String text = file.getValue().text();
            if (file.getValue().equals(before.get(file.getKey())) && made.since().isEmpty() && !text.equals(made.look())) {
                guarded(file.getKey(), () -> install(file.getKey(), text, made));
            }
        }
        before.clear();
        before.putAll(now);
    }

    private Map<String, Look> looks() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(each -> each.getFileName().toString().endsWith(JAR) && Files.isRegularFile(each)).toList();
        }
        Map<String, Look> looks = new TreeMap<>();
        for (Path file : jars) {
            looks.put(file.getFileName().toString(),
                new Look(Files.size(file), Files.getLastModifiedTime(file).toMillis()));
        }
        return looks;
    }

    /**
     * That it begins is remembered before a line of the new bundle runs: one that ends the whole process is not installed
     * again at every start.
     */
    private void install(String name, String look, Made made) throws IOException, InterruptedException {
        Actor actor = actor(name);
        Optional<Swap> newest = swaps(actor, "").stream().findFirst();
        if (newest.filter(swap -> swap.state() == Swap.State.RUNNING).isPresent()) {
            return;
        }
        dropped.put(name, made.begun(look, newest.map(Swap::number).orElse(0L)));
        try (InputStream content = Files.newInputStream(folder.resolve(name))) {
            installed(name, made.begun(look, 0), ended(actor, bundles.install(actor, content, Optional.empty())));
        } catch (EngineException e) {
            if (waits(e)) {
                dropped.put(name, made);
                throw e;
            }
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                refused(actor, name, e.getMessage());
            }
            dropped.put(name, made.unchanged(look));
        } catch (IOException e) {
            dropped.put(name, made);
            throw e;
        }
    }

    /** Ends what an earlier engine left in the middle. */
    private void settle(String name, Made begun) throws IOException, InterruptedException {
        Actor actor = actor(name);
        Optional<Swap> own = bundles.begunHere().stream().filter(swap -> swap.number() > begun.since().orElseThrow()
            && swap.actor().equals(ACTOR) && swap.kind() == Swap.Kind.INSTALL).findFirst();
        if (own.isEmpty()) {
            dropped.put(name, begun.unchanged(Made.nothing().look()));
            return;
        }
        Swap swap = ended(actor, own.get());
        if (swap.state() == Swap.State.RETURNED) {
            refused(actor, name, swap.message() + " It is tried again when the file changes.");
        }
        installed(name, begun, swap);
    }

    private void installed(String name, Made begun, Swap swap) throws IOException, InterruptedException {
        if (swap.state() == Swap.State.DONE) {
            dropped.put(name, begun.installed(begun.look(), swap.subject(), swap.before().digest(), swap.after().digest()));
            if (!begun.subject().isEmpty() && !begun.subject().equals(swap.subject())) {
                takeOut(name, begun);
            }
        } else {
            dropped.put(name, begun.unchanged(begun.look()));
        }
    }

    private void remove(String name, Made made) throws IOException, InterruptedException {
        if (!made.subject().isEmpty()) {
            takeOut(name, made);
        }
        dropped.remove(name);
    }

    /** Puts back what was there before the folder put anything, unless somebody has changed the bundle since. */
    private void takeOut(String name, Made made) throws InterruptedException {
        Actor actor = actor(name);
        Optional<Swap> last = swaps(actor, made.subject()).stream().filter(swap -> swap.state() == Swap.State.DONE)
            .findFirst();
        if (last.isEmpty() || !last.get().actor().equals(ACTOR) || last.get().kind() != Swap.Kind.INSTALL
                || !last.get().after().digest().equals(made.digest())) {
            return;
        }
        try {
            ended(actor, made.base().isPresent() ? bundles.goBack(actor, made.base().get())
                : bundles.remove(actor, made.subject()));
        } catch (EngineException e) {
            if (waits(e)) {
                throw e;
            }
            refused(actor, name, e.getMessage());
        }
    }

    /** Tells whether time may mend it: another swap that is under way has no field at fault. */
    private static boolean waits(EngineException e) {
        return e.code().retryable() || e.code() == ErrorCode.CONFLICT && e.field().isEmpty();
    }

    private List<Swap> swaps(Actor actor, String subject) {
        return bundles.swaps(actor, subject, Page.Request.first(Kept.SWAPS)).items();
    }

    private Swap ended(Actor actor, Swap begun) throws InterruptedException {
        Swap swap = begun;
        while (swap.state() == Swap.State.RUNNING) {
            Thread.sleep(STEP);
            swap = bundles.swap(actor, begun.number());
        }
        return swap;
    }

    private static Actor actor(String name) {
        return new Actor(Actor.Kind.ENGINE, "", ACTOR, true, "folder-" + name, "");
    }

    private void refused(Actor actor, String name, String why) {
        LOG.log(System.Logger.Level.WARNING, "{0} in the plugin folder: {1}", name, why);
        changes.apply(actor, "bundle.refuse", session -> new Outcome(ResourceKind.BUNDLE, name, why, ""));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
