package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private final SiteFiles files;
    private long generation;
    /** Whether nginx may run by something else than what is in the files. */
    private boolean uncertain;

    Configuration(Folder folder, Rendering rendering, Program program, Master master, Desired desired) {
        this.folder = folder;
        this.rendering = rendering;
        this.program = program;
        this.master = master;
        this.desired = desired;
        files = new SiteFiles(folder);
    }

    /**
     * What has become of a change.
     *
     * @param generation the configuration in force
     * @param reloaded whether it is a new one
     * @param failures the reason by host
     */
    record Outcome(long generation, boolean reloaded, Map<String, String> failures) {
    }

    /** Takes a running nginx over, or starts one, with everything that is desired. */
    Outcome begin() throws InterruptedException {
        Map<String, Site> sites = desired.sites();
        files.load(sites.keySet());
        OptionalLong running = master.adopt();
        if (running.isPresent()) {
            generation = running.getAsLong();
            uncertain = !Files.exists(folder.configuration())
                || !Folder.read(folder.configuration()).equals(rendering.main(generation));
            return change(sites.keySet());
        }
        return start(sites.keySet());
    }

    /** Starts nginx anew, since there is no live master. */
    Outcome start(Set<String> hosts) throws InterruptedException {
        Map<String, String> failures = prepare(hosts);
        putInForce();
        master.start(generation);
        uncertain = false;
        return new Outcome(generation, true, failures);
    }

    /** Makes the settings of some hosts take effect as they are desired now. */
    Outcome change(Set<String> hosts) throws InterruptedException {
        Map<String, String> failures = prepare(hosts);
        boolean news = uncertain || !files.staged().isEmpty();
        if (news) {
            putInForce();
            uncertain = true;
            master.reload(generation);
            uncertain = false;
        }
        return new Outcome(generation, news, failures);
    }

    private void putInForce() {
        try {
            Files.move(folder.candidate(), folder.configuration(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Folder.failed(folder.configuration(), e);
        }
        files.settle();
        generation++;
    }

    /** Stages what is desired and has nginx test it; returns the reasons of those hosts it was taken back for. */
    private Map<String, String> prepare(Set<String> hosts) throws InterruptedException {
        Map<String, String> failures = new TreeMap<>();
        // The one file everything depends on comes first: without room for it nothing has happened yet.
        folder.write(folder.candidate(), rendering.main(generation + 1));
        for (String host : hosts) {
            try {
                files.stage(host, desired.site(host).map(rendering::domain));
            } catch (EngineException e) {
                failures.put(host, e.getMessage());
            }
        }
        if (uncertain || generation == 0 || !files.staged().isEmpty()) {
            test(failures);
        }
        return failures;
    }

    private void test(Map<String, String> failures) throws InterruptedException {
        Program.Result result = program.test(folder.candidate());
        while (!result.ok()) {
            String words = result.words();
            Optional<String> host = blamed(words);
            if (host.isEmpty()) {
                files.staged().forEach(files::takeBack);
                throw new EngineException(ErrorCode.UNAVAILABLE, "nginx does not take its configuration: " + words);
            }
            LOG.log(Level.WARNING, "nginx does not take the settings of " + host.get() + ": " + words);
            failures.put(host.get(), words);
            if (files.staged().contains(host.get())) {
                files.takeBack(host.get());
            } else {
                files.leaveOut(host.get());
                uncertain = true;
            }
            result = program.test(folder.candidate());
        }
    }

    private Optional<String> blamed(String words) {
        Matcher place = PLACE.matcher(words);
        if (!place.find() || !place.group(1).startsWith(folder.domains() + "/")) {
            return Optional.empty();
        }
        return files.host(place.group(1).substring(folder.domains().toString().length() + 1));
    }

    long generation() {
        return generation;
    }
}
