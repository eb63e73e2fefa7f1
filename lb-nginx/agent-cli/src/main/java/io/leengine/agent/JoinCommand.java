package io.leengine.agent;

import io.leengine.launcher.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes this machine one of a group's hosts. */
@Command(name = "join", mixinStandardHelpOptions = true, description = "Makes this machine's nginx one of a group's hosts: checks "
    + "what that needs, writes the settings, and runs the agent, in the foreground or as a service of systemd.")
final class JoinCommand implements Callable<Integer> {
    @Mixin
    private SettingsFile settings = new SettingsFile();

    @Option(names = "--group", required = true, paramLabel = "GROUP", description = "The load-balancer group.")
    private String group = "";

    @Option(names = "--name", paramLabel = "NAME", description = "This host's name, unique in the group (default: the machine's).")
    private String name = "";

    @Option(names = "--etcd", required = true, paramLabel = "URL", split = ",", description = "The addresses of etcd's members, "
        + "joined by commas, all https or all http.")
    private List<String> etcd = new ArrayList<>();

    @Option(names = "--etcd-prefix", paramLabel = "PREFIX", description = "What the platform's keys begin with in etcd "
        + "(default: leengine:).")
    private String prefix = "";

    @Option(names = "--etcd-ca", paramLabel = "FILE", description = "The certificates that those of etcd's members are signed by.")
    private Path ca;

    @Option(names = "--etcd-certificate", paramLabel = "FILE", description = "This host's certificate, where etcd asks for one.")
    private Path certificate;

    @Option(names = "--etcd-key", paramLabel = "FILE", description = "The certificate's key, in the form PKCS #8.")
    private Path key;

    @Option(names = "--etcd-user", paramLabel = "USER", description = "This host's user in etcd, where it has users.")
    private String user = "";

    @Option(names = "--etcd-password-file", paramLabel = "FILE", description = "A file with the user's password.")
    private Path password;

    @Option(names = "--listen", paramLabel = "ADDRESS:PORT", split = ",", description = "Where nginx takes requests, literal "
        + "addresses with ports, joined by commas (default: 0.0.0.0:80).")
    private List<String> listen = new ArrayList<>();

    @Option(names = "--listen-tls", paramLabel = "ADDRESS:PORT", split = ",", description = "Where nginx takes requests over TLS "
        + "(default: nowhere).")
    private List<String> listenTls = new ArrayList<>();

    @Option(names = "--metrics", paramLabel = "ADDRESS:PORT", description = "Where Prometheus fetches this host's counts, at "
        + "/metrics, without log-in (default: 127.0.0.1:9145); an empty text for nowhere.")
    private String metrics;

    @Option(names = "--address", paramLabel = "HOST:PORT", split = ",", description = "How clients reach this host, if not by its "
        + "listeners.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--folder", paramLabel = "DIR", defaultValue = "/var/lib/leengine-agent", description = "Where this host keeps "
        + "its state and nginx its files (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("/var/lib/leengine-agent");

    @Option(names = "--workers", paramLabel = "N", description = "How many workers nginx has (default: one a processor).")
    private Integer workers;

    @Option(names = "--trust-forwarded", description = "Passes on what requests say in X-Forwarded-...: only behind another proxy.")
    private boolean trustForwarded;

    @Option(names = "--nginx", paramLabel = "FILE", description = "nginx itself (default: /usr/sbin/nginx).")
    private Path program;

    @Option(names = "--modules", paramLabel = "DIR", description = "The folder of nginx' modules (default: "
        + "/usr/lib/nginx/modules).")
    private Path modules;

    @Option(names = "--systemd", description = "Installs and starts the agent as a service of systemd, with a user of its own; "
        + "else it runs in the foreground.")
    private boolean systemd;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws AgentException, InterruptedException {
        Distribution distribution = Distribution.own();
        SystemdService service = new SystemdService(distribution, settings.file());
        HostSettings wanted = settings().checked("the command line");
        if (systemd) {
            service.check(wanted);
        }
        Requirements.check(wanted, systemd);
        Logging.toTerminal(Level.WARNING);
        if (systemd) {
            install(distribution, service, wanted);
            say("The service " + SystemdService.NAME + " runs; 'journalctl -u " + SystemdService.NAME + "' has its log.");
        } else {
            RunCommand.run(prepare(distribution, wanted));
        }
        return 0;
    }

    /** The bus is asked while no agent of this host runs; one that ran does so again when anything fails. */
    private void install(Distribution distribution, SystemdService service, HostSettings wanted) throws AgentException,
            InterruptedException {
        boolean ran = service.stop();
        try {
            service.start(prepare(distribution, wanted));
        } catch (AgentException | InterruptedException | RuntimeException e) {
            if (ran) {
                startAgain(service, e);
            }
            throw e;
        }
    }

    private static void startAgain(SystemdService service, Exception cause) throws InterruptedException {
        try {
            service.startAgain();
        } catch (AgentException e) {
            cause.addSuppressed(e);
            Logger.getLogger(JoinCommand.class.getName()).severe("The former agent was stopped and does not start again: "
                + e.getMessage());
        }
    }

    private HostSettings prepare(Distribution distribution, HostSettings wanted) throws AgentException, InterruptedException {
        new Membership(distribution, wanted).check();
        say("nginx, its Lua module, lua-cjson, etcd and the folder are as they must be.");
        return write(wanted);
    }

    private void say(String what) {
        PrintWriter out = command.commandLine().getOut();
        out.println(what);
        out.flush();
    }

    private HostSettings settings() throws AgentException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(HostSettings.GROUP, group);
        values.put(HostSettings.NAME, name.isEmpty() ? machine() : name);
        values.put(HostSettings.FOLDER, folder.toAbsolutePath().normalize().toString());
        values.put(HostSettings.LISTENERS, String.join(",", listen.isEmpty() ? List.of("0.0.0.0:80") : listen));
        put(values, HostSettings.TLS_LISTENERS, String.join(",", listenTls));
        if (metrics != null) {
            values.put(HostSettings.METRICS, metrics);
        }
        put(values, HostSettings.ADDRESSES, String.join(",", addresses));
        put(values, HostSettings.WORKERS, workers == null ? "" : workers.toString());
        put(values, HostSettings.TRUST_FORWARDED, trustForwarded ? "true" : "");
        put(values, HostSettings.PROGRAM, program == null ? "" : program.toString());
        put(values, HostSettings.MODULES, modules == null ? "" : modules.toString());
        values.put(HostSettings.ENDPOINTS, String.join(",", etcd));
        put(values, HostSettings.PREFIX, prefix);
        put(values, HostSettings.USER, user);
        HostSettings made = new HostSettings(values);
        Path[] files = {ca, certificate, key, password};
        for (int i = 0; i < files.length; i++) {
            if (files[i] != null) {
                made = made.withFile(HostSettings.FROM_FILES.get(i), files[i].toAbsolutePath().normalize());
            }
        }
        return made;
    }

    private static void put(Map<String, String> values, String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, value);
        }
    }

    private static String machine() throws AgentException {
        try {
            return InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            throw new AgentException(AgentException.USAGE, "This machine's name is not known: " + e.getMessage(),
                "Give one with --name.", e);
        }
    }

    /** Writes the settings, and beside them what is in files, so that those of the command line may go. */
    private HostSettings write(HostSettings wanted) throws AgentException {
        Path beside = settings.file().getParent();
        HostSettings kept = wanted;
        try {
            Texts.folder(beside);
            for (String each : HostSettings.FROM_FILES) {
                if (wanted.file(each) != null) {
                    Path copy = beside.resolve("bus-" + each);
                    if (!copy.equals(wanted.file(each))) {
                        Texts.write(copy, Files.readString(wanted.file(each)));
                    }
                    kept = kept.withFile(each, copy);
                }
            }
            Texts.write(settings.file(), kept.text());
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, "The settings cannot be written to " + settings.file() + ": " + e,
                "Run this as root, or name another file with --settings.", e);
        }
        return kept;
    }
}
