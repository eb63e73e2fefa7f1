package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration nginx runs by. A new one is written beside the present one, tested, and only then put in force; what
 * nginx does not take of it is found by the file it names and taken back, and holds up nothing else. For one thread at a
 * time.
 */
final class Configuration {
    private static final Logger LOG = System.getLogger(Configuration.class.getName());
    private static final Pattern PLACE = Pattern.compile(" in (\\S+):(\\d+)$");

    private final Folder folder;
    private final Rendering rendering;
    private final Program program;
    private final Master master;
    private final Desired desired;
    private final ServerFiles files;
    private final SiteFiles siteFiles;
    /** What nginx runs by, by host; and what it is to run by next. */
    private Map<String, Placed> inForce = new TreeMap<>();
    private Map<String, Placed> next = new TreeMap<>();
    private long generation;
    /** Whether nginx may run by something else than what is in the files. */
    private boolean uncertain;

    Configuration(Folder folder, Rendering rendering, Program program, Master master, Desired desired,
            SiteFiles siteFiles) {
        this.folder = folder;
        this.rendering = rendering;
        this.program = program;
        this.master = master;
        this.desired = desired;
        this.siteFiles = siteFiles;
        files = new ServerFiles(folder);
    }

    /**
     * What has become of a change.
     *
     * @param generation the configuration in force
     * @param reloaded whether it is a new one
     * @param failures the reason by host
     */
    record Outcome(long generation, boolean reloaded, Map<String, String> failures) {
        /** Returns this with further failures; a reason that is there already stays. */
        Outcome with(Map<String, String> more) {
            Map<String, String> all = new TreeMap<>(more);
            all.putAll(failures);
            return new Outcome(generation, reloaded, all);
        }
    }

    /** Takes a running nginx over, or starts one, with everything that is desired. */
    Outcome begin(Set<String> removed) throws InterruptedException {
        Set<String> hosts = new HashSet<>(desired.sites().keySet());
        hosts.addAll(removed);
        files.load();
        OptionalLong running = master.adopt();
        if (running.isPresent()) {
            generation = running.getAsLong();
            uncertain = !Files.exists(folder.configuration())
                || !Folder.read(folder.configuration()).equals(rendering.main(generation));
            return change(hosts);
        }
        return start(hosts);
    }

    /** Starts nginx anew, since there is no live master. */
    Outcome start(Set<String> hosts) throws InterruptedException {
        Map<String, String> failures = prepare(hosts, true);
        putInForce();
        master.start(generation);
        uncertain = false;
        tidy();
        return new Outcome(generation, true, failures);
    }

    /**
     * Makes the settings of some hosts take effect as they are desired now.
     *
     * @throws EngineException {@code UNAVAILABLE} with nginx's words when it does not take any more what it runs by: it goes
     *     on by that, which is better than to serve less
     */
    Outcome change(Set<String> hosts) throws InterruptedException {
        Map<String, String> failures = prepare(hosts, false);
        boolean news = uncertain || files.changed();
        if (news) {
            putInForce();
            uncertain = true;
            master.reload(generation);
            uncertain = false;
        } else {
            settle();
        }
        tidy();
        return new Outcome(generation, news, failures);
    }

    /** Deletes files that no settings name any more. */
    private void tidy() {
        Set<Path> used = new HashSet<>();
        inForce.values().forEach(each -> {
            each.certificate().ifPresent(used::add);
            each.snippet().ifPresent(used::add);
        });
        desired.certificates().values().forEach(each -> used.add(siteFiles.put(each)));
        siteFiles.retain(used);
    }

    private void putInForce() {
        try {
            Files.move(folder.candidate(), folder.configuration(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Folder.failed(folder.configuration(), e);
        }
        settle();
        generation++;
    }

    /** What was next is what nginx runs by, also where the files of a running one were found to say just that. */
    private void settle() {
        files.settle();
        inForce = next;
    }

    /**
     * Stages what is desired and has nginx test it; returns the reasons of those hosts it was taken back for.
     *
     * @param starting whether no nginx serves anything that could be kept
     */
    private Map<String, String> prepare(Set<String> hosts, boolean starting) throws InterruptedException {
        next = new TreeMap<>(inForce);
        Map<String, String> failures = new TreeMap<>();
        boolean tested = false;
        try {
            // The one file everything depends on comes first: without room for it nothing has happened yet.
            folder.write(folder.candidate(), rendering.main(generation + 1));
            for (String host : hosts) {
                desired.site(host).ifPresentOrElse(site -> place(site, failures), () -> next.remove(host));
            }
            files.stage(texts());
            if (uncertain || generation == 0 || files.changed()) {
                test(hosts, failures, starting);
            }
            tested = true;
            return failures;
        } finally {
            if (!tested) {
                files.takeBack();
            }
        }
    }

    private void place(Site site, Map<String, String> failures) {
        Optional<Certificate> certificate = site.rules().tls().flatMap(tls -> desired.certificate(tls.certificate()));
        Optional<String> why = rendering.refusal(site)
            .or(() -> site.rules().tls().filter(tls -> certificate.isEmpty())
                .map(tls -> "There is no certificate '" + tls.certificate() + "'."));
        why.ifPresentOrElse(reason -> failures.put(site.host(), reason),
            () -> next.put(site.host(), new Placed(site, certificate.map(siteFiles::put),
                Optional.of(site.rules().snippet()).filter(snippet -> !snippet.isEmpty()).map(siteFiles::put))));
    }

    /** Returns the texts of the server files, by the name of each. */
    private Map<String, String> texts() {
        Map<String, Set<String>> hosts = new TreeMap<>();
        next.forEach((host, site) -> hosts.computeIfAbsent(rendering.settings(site), key -> new TreeSet<>()).add(host));
        Map<String, String> texts = new TreeMap<>(rendering.shared(next.values()));
        hosts.forEach((settings, names) -> texts.put(Folder.digest(settings), rendering.server(settings, names)));
        return texts;
    }

    private void test(Set<String> changed, Map<String, String> failures, boolean starting) throws InterruptedException {
        Program.Result result = program.test(folder.candidate());
        while (!result.ok()) {
            String words = result.words();
            Set<String> hosts = blamed(words);
            if (hosts.isEmpty()) {
                result = trySnippets(suspects(changed, starting), words, failures, starting);
            } else {
                boolean news = hosts.stream().anyMatch(host -> changed.contains(host) && !failures.containsKey(host));
                hosts.removeIf(host -> news && (!changed.contains(host) || failures.containsKey(host)));
                takeBack(hosts, words, failures, starting);
                result = stageAndTest();
            }
        }
        if (!failures.isEmpty()) {
            LOG.log(Level.WARNING, "not every domain is served as it is stated: " + failures);
        }
    }

    private Program.Result stageAndTest() throws InterruptedException {
        files.stage(texts());
        return program.test(folder.candidate());
    }

    private static EngineException refused(String words) {
        return new EngineException(ErrorCode.UNAVAILABLE, "nginx does not take its configuration: " + words);
    }

    /** Serves hosts as they are served now; when not even that is well, no more, or all stays as it is. */
    private void takeBack(Set<String> hosts, String words, Map<String, String> failures, boolean starting) {
        for (String host : hosts) {
            Placed before = inForce.get(host);
            if (before != null && !before.equals(next.get(host))) {
                next.put(host, before);
            } else if (before == null || starting) {
                next.remove(host);
            } else {
                throw refused(words);
            }
            failures.put(host, words);
        }
    }

    /** Returns the hosts whose snippets may be wrong, those together that have the same one. */
    private Collection<Set<String>> suspects(Set<String> changed, boolean starting) {
        Map<Path, Set<String>> hosts = new TreeMap<>();
        next.forEach((host, placed) -> placed.snippet()
            .filter(file -> starting || changed.contains(host) && !placed.equals(inForce.get(host)))
            .ifPresent(file -> hosts.computeIfAbsent(file, key -> new TreeSet<>()).add(host)));
        return hosts.values();
    }

    /**
     * Takes the snippets back that nginx does not take. It names no file for a mistake it sees only when it has read all of
     * them, such as a variable that is not there; so each is tried by itself, with none of the others that are not known to
     * be well.
     */
    private Program.Result trySnippets(Collection<Set<String>> suspects, String words, Map<String, String> failures,
            boolean starting) throws InterruptedException {
        if (suspects.isEmpty()) {
            throw refused(words);
        }
        Map<String, Placed> wanted = next;
        Map<String, String> known = new TreeMap<>(failures);
        next = new TreeMap<>(wanted);
        suspects.forEach(hosts -> takeBack(hosts, words, failures, starting));
        Program.Result without = stageAndTest();
        if (!without.ok() || suspects.size() == 1) {
            return without;
        }
        for (Set<String> hosts : suspects) {
            Map<String, Placed> well = next;
            next = new TreeMap<>(well);
            hosts.forEach(host -> next.put(host, wanted.get(host)));
            Program.Result with = stageAndTest();
            if (with.ok()) {
                hosts.forEach(host -> failures.compute(host, (name, why) -> known.get(name)));
            } else {
                next = well;
                hosts.forEach(host -> failures.put(host, with.words()));
            }
        }
        files.stage(texts());
        return without;
    }

    /** Returns the hosts whose settings nginx's words are about: by the file it read, or one that this names. */
    private Set<String> blamed(String words) {
        Matcher place = PLACE.matcher(words);
        Optional<String> file = place.find() ? files.name(Path.of(place.group(1))) : Optional.empty();
        return next.keySet().stream()
            .filter(host -> file.isPresent() ? Folder.digest(rendering.settings(next.get(host))).equals(file.get())
                : next.get(host).isNamedIn(words))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the settings by which a host is served. */
    Optional<Placed> placed(String host) {
        return Optional.ofNullable(inForce.get(host));
    }

    long generation() {
        return generation;
    }
}
