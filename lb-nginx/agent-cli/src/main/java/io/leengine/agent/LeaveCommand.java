package io.leengine.agent;

import io.leengine.launcher.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes this machine out of its group. */
@Command(name = "leave", mixinStandardHelpOptions = true, description = "Takes this machine out of its group: the agent ends, the "
    + "group does not count on this host any more, and nginx finishes its requests and ends. The settings go, and the files "
    + "beside them, and the certificates with their keys. Have clients go elsewhere before.")
final class LeaveCommand implements Callable<Integer> {
    private static final Duration END = Duration.ofSeconds(30);

    @Mixin
    private SettingsFile settings = new SettingsFile();

    @Option(names = "--limit", paramLabel = "SECONDS", defaultValue = "30", description = "How long to wait for nginx' end "
        + "(default: ${DEFAULT-VALUE}); it goes on finishing requests after that.")
    private int seconds = 30;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws AgentException, InterruptedException {
        HostSettings host = settings.read();
        Distribution distribution = Distribution.own();
        new SystemdService(distribution, settings.file()).remove();
        new HostFolder(host.folder()).end(END);
        Logging.toTerminal(Level.WARNING);
        new Membership(distribution, host).leave();
        boolean ended = Nginx.of(host).finish(host.nginx(), Duration.ofSeconds(seconds));
        forget(host);
        PrintWriter out = command.commandLine().getOut();
        out.println("Host " + host.get(HostSettings.NAME, "") + " has left group " + host.get(HostSettings.GROUP, "") + "; nginx "
            + (ended ? "has ended." : "ends when its last requests have, within ten minutes."));
        out.flush();
        return 0;
    }

    private void forget(HostSettings host) throws AgentException {
        try {
            // nginx has read them, and reads none again.
            new NginxFiles(host).delete();
            for (String each : HostSettings.FROM_FILES) {
                Path file = host.file(each);
                if (file != null && file.equals(settings.file().resolveSibling("bus-" + each))) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(settings.file());
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, "The host has left, and its secrets cannot be deleted: " + e,
                "Delete " + settings.file() + " with what is beside it, and " + host.nginx() + ".", e);
        }
    }
}
