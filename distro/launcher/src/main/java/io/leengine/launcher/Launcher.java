package io.leengine.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.BundleException;

/**
 * Starts the engine: {@code java -cp 'lib/*' io.leengine.launcher.Launcher --data DIR}. Ends on SIGTERM, with the
 * framework stopped first.
 */
public final class Launcher {
    private static final long STOP_MILLIS = 20_000;

    private final Logger log = Logger.getLogger(Launcher.class.getName());
    private final Settings settings;
    private final DataFolder data;
    private final RunningFramework framework;

    private Launcher(Settings settings, DataFolder data, RunningFramework framework) {
        this.settings = settings;
        this.data = data;
        this.framework = framework;
    }

    /**
     * Runs until the framework is stopped.
     *
     * @param arguments see {@code --help} of the distribution's script
     */
    public static void main(String[] arguments) {
        Logging.claim();
        PrintStream terminal = System.err;
        try {
            CommandLine given = CommandLine.parse(List.of(arguments));
            CommandLine commandLine = given.once() ? TrainingRun.onFreePorts(given) : given;
            Launcher launcher = launch(commandLine);
            if (commandLine.once()) {
                TrainingRun.awaitHealth(launcher.settings);
                System.exit(0);
            }
            launcher.framework.awaitStop();
        } catch (LaunchException e) {
            Logger.getLogger(Launcher.class.getName()).log(Level.SEVERE, e.getMessage());
            terminal.println("leengine: " + e.getMessage());
            System.exit(e.exitCode());
        } catch (InterruptedException e) {
            System.exit(ExitCode.FAILED);
        }
    }

    private static Launcher launch(CommandLine commandLine) throws LaunchException {
        Distribution distribution = Distribution.find();
        Settings settings = Settings.read(distribution, commandLine);
        DataFolder data = DataFolder.hold(settings.data());
        Logging.begin(data.path().resolve("log"), commandLine.console(), settings.properties());
        Launcher launcher = new Launcher(settings, data,
                RunningFramework.start(distribution, data.path(), settings.properties()));
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::stop, "leengine-stop"));
        launcher.tellReady();
        return launcher;
    }

    private void tellReady() throws LaunchException {
        Instant now = Instant.now();
        long tookMillis = now.toEpochMilli() - ManagementFactory.getRuntimeMXBean().getStartTime();
        String state = "bundles=" + framework.bundles() + "\nsince=" + now + "\ntook.millis=" + tookMillis
                + "\nhttp.address=" + settings.get(Settings.HTTP_ADDRESS)
                + "\nhttp.port=" + settings.get(Settings.HTTP_PORT)
                + "\n" + (settings.get(Settings.LB_PORT) == null ? "" : "lb.address=" + settings.get(Settings.LB_ADDRESS)
                + "\nlb.port=" + settings.get(Settings.LB_PORT) + "\n");
        try {
            data.writeReady(state);
        } catch (IOException e) {
            throw new LaunchException("cannot write to the data folder " + data.path() + ": " + e.getMessage(), e);
        }
        log.info(() -> "up: " + framework.bundles() + " bundles in " + tookMillis + " ms, data in " + data.path());
    }

    private void stop() {
        try {
            log.info("stopping");
            if (framework.stop(STOP_MILLIS)) {
                log.info("stopped");
            } else {
                log.severe("the framework did not stop in " + STOP_MILLIS / 1000 + " s: ending the process");
            }
            data.close();
        } catch (BundleException | IOException e) {
            log.log(Level.SEVERE, "could not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Logging.end();
        }
    }
}
