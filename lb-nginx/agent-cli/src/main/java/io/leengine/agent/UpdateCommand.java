package io.leengine.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces one bundle of the agent. */
@Command(name = "update", mixinStandardHelpOptions = true, description = "Replaces a bundle of the agent with a newer one, while "
    + "nginx serves and the other bundles run on. One that does not start is taken back.")
final class UpdateCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    @Mixin
    private SettingsFile settings = new SettingsFile();

    @Parameters(paramLabel = "JAR", description = "The newer bundle.")
    private Path jar;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws AgentException, InterruptedException {
        HostFolder folder = new HostFolder(settings.read().folder());
        BundleJar newer = BundleJar.read(jar);
        BundleJar own = Distribution.own().bundles().get(newer.name());
        if (own == null) {
            throw new AgentException(AgentException.USAGE, "The agent has no bundle " + newer.name() + ".", "");
        }
        if (!newer.isNewerThan(own)) {
            throw new AgentException(AgentException.USAGE, newer.version() + " is not newer than " + own.version()
                + ", which the distribution has.", "For an older one, unpack the older distribution and start the agent again.");
        }
        Path put = put(newer, folder);
        PrintWriter out = command.commandLine().getOut();
        if (folder.holder().isEmpty()) {
            out.println(newer.name() + " " + newer.version() + " is used from the agent's next start on.");
        } else {
            await(newer, put, folder);
            out.println(newer.name() + " " + newer.version() + " runs.");
        }
        out.flush();
        return 0;
    }

    private static Path put(BundleJar newer, HostFolder folder) throws AgentException {
        Path target = folder.updates().resolve(newer.name() + "-" + newer.version() + ".jar");
        try {
            Texts.passage(folder.path());
            Texts.folder(folder.updates());
            // The agent may be of another user than who puts it there.
            Texts.copy(newer.file(), target);
            return target;
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, target + " cannot be written: " + e.getMessage(),
                "Run this as the agent's user, or as root.", e);
        }
    }

    private static void await(BundleJar newer, Path put, HostFolder folder) throws AgentException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        AgentStatus status = AgentStatus.read(folder);
        while (!status.runs(newer.name(), newer.version())) {
            // The agent deletes what it has taken back; what is said of an earlier try does not count.
            String failure = Files.exists(put) ? "" : AgentStatus.read(folder).failure(newer.name(), newer.version());
            if (!failure.isEmpty()) {
                throw new AgentException(AgentException.FAILED, newer.name() + " " + newer.version() + " was taken back: "
                    + failure, "The agent's log says more.");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AgentException(AgentException.FAILED, "The agent has not taken " + newer.name() + " " + newer.version()
                    + " within " + LIMIT.toSeconds() + " s.", "The agent's log says more.");
            }
            Thread.sleep(POLL_MILLIS);
            status = AgentStatus.read(folder);
        }
    }
}
