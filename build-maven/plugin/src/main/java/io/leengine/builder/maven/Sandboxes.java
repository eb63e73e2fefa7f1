package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the sandbox that works on this machine: kernels and distributions allow different ones. */
final class Sandboxes {
    private static final Duration PROBE = Duration.ofSeconds(20);
    private static final long PROBE_LOG = 4_096;

    private final BuilderSettings settings;
    private final BuildFolder folder;
    private Sandbox found;

    Sandboxes(BuilderSettings settings, BuildFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Returns the first that works, tried out once. */
    synchronized Sandbox find() throws InterruptedException, IOException {
        if (found == null) {
            var problems = new ArrayList<String>();
            for (Sandbox one : candidates()) {
                String problem = probe(one);
                if (problem.isEmpty()) {
                    found = one;
                    return one;
                }
                problems.add(one.name() + ": " + problem);
            }
            throw new EngineException(ErrorCode.UNSUPPORTED, "No sandbox works on the build host ("
                + String.join("; ", problems) + ").")
                .withNextStep("Install bubblewrap there, and allow unprivileged user namespaces.");
        }
        return found;
    }

    private List<Sandbox> candidates() {
        var out = new ArrayList<Sandbox>();
        Optional<Path> bubblewrap = Programs.find("bwrap");
        if (bubblewrap.isPresent() && !settings.sandbox().equals("unshare")) {
            out.add(new Bubblewrap(bubblewrap.get()));
        }
        if (!settings.sandbox().equals("bubblewrap")) {
            out.add(new UnshareSandbox(folder.sandboxScript()));
        }
        return out;
    }

    private String probe(Sandbox sandbox) throws InterruptedException, IOException {
        Path run = folder.newRun();
        var said = new ArrayList<String>();
        try {
            var view = MavenCompile.tools(Map.of("/tmp", Files.createDirectories(run.resolve("tmp"))), "/tmp");
            int exit = new Command(sandbox.wrap(view, Files.createDirectories(run.resolve("root")),
                List.of("/bin/sh", "-c", "exit 0")), Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin"),
                new RunLog(PROBE_LOG, said::add)).run(CallContext.of("probe", PROBE), "sandbox probe");
            return exit == 0 ? "" : said.isEmpty() ? "exit code " + exit : said.getLast();
        } catch (EngineException e) {
            return e.getMessage();
        } finally {
            Folders.delete(run);
        }
    }
}
