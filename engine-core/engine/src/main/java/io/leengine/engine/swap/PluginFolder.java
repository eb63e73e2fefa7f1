package io.leengine.engine.swap;

import io.leengine.engine.Actor;
import io.leengine.engine.Bundles;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Swap;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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
    private static final String JAR = ".jar";

    /** A file as it looks; the same look twice in a row is a file that is whole. */
    private record Look(long size, long modified) {
        String text() {
            return size + "-" + modified;
        }
    }

    private final Path folder;
    private final Path memory;
    private final Bundles bundles;
    private final Changes changes;
    private final Thread thread;
    private final Map<String, Look> before = new HashMap<>();

    /**
     * @param folder is made
     * @param memory the file that keeps what was made of each
     */
    public PluginFolder(Path folder, Path memory, Bundles bundles, Changes changes) {
        this.folder = folder;
        this.memory = memory;
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
            Files.createDirectories(folder);
            while (true) {
                look();
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the plugin folder is no longer watched");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "The plugin folder " + folder + " cannot be made; nothing dropped there is "
                + "installed", e);
        }
    }

    private void look() throws InterruptedException {
        try {
            Map<String, Look> now = looks();
            Properties known = known();
            for (Map.Entry<String, Look> file : now.entrySet()) {
                String text = file.getValue().text();
                if (file.getValue().equals(before.get(file.getKey()))
                        && !text.equals(known.getProperty(file.getKey(), "").split(" ", 2)[0])) {
                    install(file.getKey(), text, known);
                }
            }
            Set<String> gone = new HashSet<>(known.stringPropertyNames());
            gone.removeAll(now.keySet());
            for (String name : gone) {
                remove(name, known);
            }
            before.clear();
            before.putAll(now);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the plugin folder {0} cannot be read: {1}", folder, e.getMessage());
        } catch (EngineException e) {
            // Somebody else's swap is under way, or the store is away: the next look finds the same files.
            LOG.log(System.Logger.Level.DEBUG, "the plugin folder waits: {0}", e.getMessage());
        }
    }

    private Map<String, Look> looks() throws IOException {
        Map<String, Look> looks = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().endsWith(JAR)).toList()) {
                looks.put(file.getFileName().toString(),
                    new Look(Files.size(file), Files.getLastModifiedTime(file).toMillis()));
            }
        }
        return looks;
    }

    private void install(String name, String look, Properties known) throws IOException, InterruptedException {
        Actor actor = actor(name);
        try (InputStream content = Files.newInputStream(folder.resolve(name))) {
            Swap ended = ended(actor, bundles.install(actor, content, Optional.empty()));
            remember(name, look + " " + ended.subject(), known);
        } catch (EngineException e) {
            if (e.code().retryable() || e.code() == ErrorCode.CONFLICT && e.field().isEmpty()) {
                throw e;
            }
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                refused(actor, name, e);
            }
            remember(name, look, known);
        }
    }

    private void remove(String name, Properties known) throws IOException, InterruptedException {
        String[] words = known.getProperty(name).split(" ", 2);
        Actor actor = actor(name);
        try {
            if (words.length == 2) {
                Optional<Swap> last = bundles.swaps(actor, words[1], io.leengine.engine.Page.Request.first(50)).items()
                    .stream().filter(swap -> swap.state() == Swap.State.DONE).findFirst();
                boolean own = last.isPresent() && last.get().actor().equals(actor.name());
                if (own) {
                    ended(actor, last.get().before().digest().isPresent() ? bundles.rollBack(actor, words[1])
                        : bundles.remove(actor, words[1]));
                }
            }
        } catch (EngineException e) {
            if (e.code().retryable() || e.code() == ErrorCode.CONFLICT && e.field().isEmpty()) {
                throw e;
            }
            refused(actor, name, e);
        }
        known.remove(name);
        write(known);
    }

    private Swap ended(Actor actor, Swap begun) throws InterruptedException {
        Swap swap = begun;
        while (swap.state() == Swap.State.RUNNING) {
            Thread.sleep(Duration.ofMillis(50));
            swap = bundles.swap(actor, begun.number());
        }
        return swap;
    }

    private static Actor actor(String name) {
        return new Actor(Actor.Kind.ENGINE, "", "plugin-folder", true, "folder-" + name, "");
    }

    private void refused(Actor actor, String name, EngineException why) {
        LOG.log(System.Logger.Level.WARNING, "{0} in the plugin folder: {1}", name, why.getMessage());
        changes.apply(actor, "bundle.refuse", session -> new Outcome(ResourceKind.BUNDLE, name, why.getMessage(), ""));
    }

    private Properties known() throws IOException {
        Properties known = new Properties();
        if (Files.exists(memory)) {
            try (InputStream in = Files.newInputStream(memory)) {
                known.load(in);
            }
        }
        return known;
    }

    private void remember(String name, String what, Properties known) throws IOException {
        known.setProperty(name, what);
        write(known);
    }

    private void write(Properties known) throws IOException {
        Path fresh = memory.resolveSibling(memory.getFileName() + ".new");
        List<String> names = known.stringPropertyNames().stream().sorted().toList();
        try (var out = Files.newOutputStream(fresh)) {
            Properties sorted = new Properties();
            names.forEach(each -> sorted.setProperty(each, known.getProperty(each)));
            sorted.store(out, "What was made of each file of the plugin folder.");
        }
        Files.move(fresh, memory, StandardCopyOption.ATOMIC_MOVE);
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
