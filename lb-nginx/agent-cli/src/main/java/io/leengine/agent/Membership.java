package io.leengine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;

/** What is asked of the bus outside the agent's own run: whether this host may join, and that it leaves. */
final class Membership {
    private static final String PID = "io.leengine.loadbalancer.nginx.membership";
    private static final String CHECK = "check";
    private static final String TAKEN = "taken: ";
    private static final String LEAVE = "leave";

    private final Distribution distribution;
    private final HostSettings settings;

    Membership(Distribution distribution, HostSettings settings) {
        this.distribution = distribution;
        this.settings = settings;
    }

    /** Tries that the bus answers, and that this host may read and write there what it has to. */
    void check() throws AgentException, InterruptedException {
        run(CHECK);
    }

    /** Takes the host out of its group: from now on nobody waits for it. The agent does not run. */
    void leave() throws AgentException, InterruptedException {
        run(LEAVE);
    }

    private void run(String task) throws AgentException, InterruptedException {
        HostFolder folder = new HostFolder(settings.folder());
        try (HostFolder.Hold _ = folder.hold()) {
            // Not in the host's own: this may run as another user than the agent, which could not delete there what this leaves.
            Path storage = Files.createTempDirectory("leengine-agent-");
            try {
                run(task, storage);
            } finally {
                Texts.delete(storage);
            }
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, folder.path() + " cannot be held and let go: " + e.getMessage(), "", e);
        }
    }

    private void run(String task, Path storage) throws AgentException, InterruptedException {
        try (AgentFramework framework = AgentFramework.start(distribution.bundles(), storage)) {
            framework.add("io.leengine.bus.etcd", "default", settings.bus());
            Dictionary<String, Object> membership = new Hashtable<>();
            membership.put("group", settings.get(HostSettings.GROUP, ""));
            membership.put("name", settings.get(HostSettings.NAME, ""));
            membership.put("leengine.task", task);
            framework.configure(PID, membership);
            String said = framework.task(task);
            if (said.startsWith(TAKEN)) {
                throw new AgentException(AgentException.FAILED, said.substring(TAKEN.length()), "Give this host another name with "
                    + "--name; or have the other one leave, or end its agent, if this host takes its place.");
            }
            if (!said.isEmpty()) {
                throw new AgentException(AgentException.UNAVAILABLE, said, "Look at etcd's addresses and certificates, and grant "
                    + "the host's user the rights that the how-to 'Serve through nginx hosts' names; then try again.");
            }
        }
    }
}
