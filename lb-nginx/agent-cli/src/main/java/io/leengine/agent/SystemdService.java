package io.leengine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agent as a service of systemd, under a user of its own. */
final class SystemdService {
    static final String NAME = "leengine-agent";
    private static final Path RUNS = Path.of("/run/systemd/system");
    private static final Path UNIT = Path.of("/etc/systemd/system/" + NAME + ".service");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> HIDDEN = List.of("/root", "/home", "/tmp", "/var/tmp", "/run/user");

    private final Distribution distribution;
    private final Path settings;

    /** @param settings the file with the host's settings */
    SystemdService(Distribution distribution, Path settings) {
        this.distribution = distribution;
        this.settings = settings;
    }

    /** Fails where it cannot be installed for a host. */
    void check(HostSettings host) throws AgentException {
        if (!Files.isDirectory(RUNS)) {
            throw new AgentException(AgentException.USAGE, "systemd does not run this machine.",
                "Leave --systemd out, and have the service manager there is run: " + distribution.script() + " run");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new AgentException(AgentException.USAGE, "A service is installed by root.", "Run this as root.");
        }
        for (String hidden : HIDDEN) {
            if (distribution.home().startsWith(hidden) || settings.startsWith(hidden)) {
                throw new AgentException(AgentException.USAGE, "The service would not see "
                    + (distribution.home().startsWith(hidden) ? distribution.home() : settings) + ".",
                    "Unpack the distribution into /opt, and leave the settings where they are by default.");
            }
        }
        try {
            AgentUser.check(NAME, host);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Ends the service, if it is this host's; nginx serves on.
     *
     * @return whether it ran
     */
    boolean stop() throws AgentException, InterruptedException {
        if (!isInstalled()) {
            return false;
        }
        boolean ran = isWanted();
        run("systemctl", "stop", NAME);
        return ran;
    }

    /** Also one that has failed and is about to be started again. */
    private static boolean isWanted() throws AgentException, InterruptedException {
        try {
            return Programs.run(List.of("systemctl", "is-active", NAME), LIMIT).filter(said -> !said.equals("activating"))
                .isEmpty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Starts the one that was stopped again, as it is installed. */
    void startAgain() throws AgentException, InterruptedException {
        run("systemctl", "start", NAME);
    }

    private boolean isInstalled() throws AgentException {
        try {
            return Files.exists(UNIT) && Files.readString(UNIT).contains(" --settings " + settings + "\n");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AgentException failed(IOException cause) {
        return new AgentException(AgentException.FAILED, "The service cannot be set up: " + cause, "", cause);
    }

    /** Installs and starts it. */
    void start(HostSettings host) throws AgentException, InterruptedException {
        try {
            if (Programs.run(List.of("id", "-u", NAME), LIMIT).isPresent()) {
                run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", host.folder().toString(), "--shell",
                    "/usr/sbin/nologin", NAME);
            }
            AgentUser.named(NAME, settings).give(host, settings);
            Files.writeString(UNIT, unit(Files.readString(distribution.home().resolve("systemd/" + NAME + ".service")), host));
        } catch (IOException e) {
            throw failed(e);
        }
        run("systemctl", "daemon-reload");
        run("systemctl", "enable", NAME);
        run("systemctl", "restart", NAME);
    }

    /** Returns the unit for this host, made from the one that the distribution has. */
    String unit(String template, HostSettings host) {
        return template.replaceAll("(?m)^ExecStart=.*$", "ExecStart=" + distribution.script() + " run --settings " + settings)
            .replaceAll("(?m)^ReadWritePaths=.*$", "ReadWritePaths=" + host.folder());
    }

    /** Ends it and takes it away, if it is this host's. Returns whether it was. */
    boolean remove() throws AgentException, InterruptedException {
        if (!isInstalled()) {
            return false;
        }
        run("systemctl", "disable", "--now", NAME);
        try {
            Files.delete(UNIT);
        } catch (IOException e) {
            throw failed(e);
        }
        run("systemctl", "daemon-reload");
        return true;
    }

    private static void run(String... command) throws AgentException, InterruptedException {
        try {
            Optional<String> failure = Programs.run(new ArrayList<>(List.of(command)), LIMIT);
            if (failure.isPresent()) {
                throw new AgentException(AgentException.FAILED, String.join(" ", command) + ": " + failure.get(), "");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
