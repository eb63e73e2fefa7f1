package io.leengine.agent;

import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells whether the agent and its nginx run. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Tells whether this host's agent and nginx run, and which "
    + "bundles the agent has: version, state, when it was last changed.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private SettingsFile settings = new SettingsFile();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws AgentException {
        HostSettings host = settings.read();
        HostFolder folder = new HostFolder(host.folder());
        PrintWriter out = command.commandLine().getOut();
        OptionalLong agent = folder.holder();
        out.println("group   " + host.get(HostSettings.GROUP, ""));
        out.println("host    " + host.get(HostSettings.NAME, ""));
        out.println("agent   " + (agent.isPresent() ? "process " + agent.getAsLong() : "does not run"));
        out.println("nginx   " + Nginx.master(host.nginx()).map(each -> "process " + each.pid()).orElse("does not run"));
        if (agent.isPresent()) {
            AgentStatus.read(folder).values().forEach((name, value) -> {
                if (name.startsWith(AgentStatus.BUNDLE) || name.startsWith(AgentStatus.FAILURE)) {
                    out.println(name.replaceFirst("\\.", "  ") + "  " + value);
                }
            });
        }
        out.flush();
        return agent.isPresent() ? 0 : AgentException.FAILED;
    }
}
