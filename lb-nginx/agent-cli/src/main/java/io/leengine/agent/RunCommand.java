package io.leengine.agent;

import io.leengine.launcher.Logging;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the agent in the foreground. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the agent in the foreground, for a service manager. "
    + "Its log goes to standard error. When it ends, nginx serves on; the next one takes it over.")
final class RunCommand implements Callable<Integer> {
    private static final long END_SECONDS = 20;

    @Mixin
    private SettingsFile settings = new SettingsFile();

    @Override
    public Integer call() throws AgentException, InterruptedException {
        run(settings.read());
        return 0;
    }

    /** Runs until the process is told to end. */
    static void run(HostSettings settings) throws AgentException, InterruptedException {
        Logging.toTerminal(Level.INFO);
        Logger log = Logger.getLogger(RunCommand.class.getName());
        CountDownLatch over = new CountDownLatch(1);
        try (RunningAgent agent = new RunningAgent(new HostFolder(settings.folder()), settings, Distribution.own())) {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main, over), "leengine-agent-end"));
            log.info(() -> "host " + settings.get(HostSettings.NAME, "") + " of group " + settings.get(HostSettings.GROUP, "")
                + " runs, its state is in " + settings.folder());
            agent.awaitStop();
        } finally {
            log.info("ended; nginx serves on");
            Logging.end();
            over.countDown();
        }
    }

    /** On a signal: the process ends once this returns. */
    private static void end(Thread main, CountDownLatch over) {
        main.interrupt();
        try {
            if (!over.await(END_SECONDS, TimeUnit.SECONDS)) {
                Logger.getLogger(RunCommand.class.getName()).severe("not ended within " + END_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
