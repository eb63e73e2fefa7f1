package io.leengine.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where log lines go: the data folder's file always, standard error too when asked for. */
public final class Logging {
    private static final long LIMIT_BYTES = 10L * 1024 * 1024;
    private static final int FILES = 5;
    private static final String LEVEL_PREFIX = "leengine.log.level.";

    /** Loggers whose level was set: held here, because the JDK keeps loggers weakly and would forget it. */
    private static List<Logger> levels = List.of();

    private Logging() {
    }

    /** To be called before anything logs. */
    public static void claim() {
        System.setProperty("java.util.logging.manager", KeptLogManager.class.getName());
    }

    static void begin(Path folder, boolean console, Map<String, String> settings) throws LaunchException {
        PrintStream terminal = System.err;
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        LineFormatter formatter = new LineFormatter();
        try {
            root.addHandler(new RollingFile(folder.resolve("engine.log"), LIMIT_BYTES, FILES, formatter));
        } catch (IOException e) {
            throw new LaunchException("cannot write the log in " + folder + ": " + e.getMessage(), e);
        }
        if (console) {
            root.addHandler(new Terminal(terminal, formatter));
        }
        root.setLevel(Level.INFO);
        levels = settings.keySet().stream().filter(name -> name.startsWith(LEVEL_PREFIX))
                .map(name -> withLevel(name.substring(LEVEL_PREFIX.length()), settings.get(name))).toList();
        System.setOut(LoggedStream.to(Logger.getLogger("stdout"), Level.INFO));
        System.setErr(LoggedStream.to(Logger.getLogger("stderr"), Level.WARNING));
    }

    /**
     * Has lines go to standard error alone, for a program whose service manager keeps them; what bundles print becomes lines.
     *
     * @param least below which nothing is told
     */
    public static void toTerminal(Level least) {
        // Not System.err, which is turned into log lines from the first call on.
        PrintStream terminal = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Terminal(terminal, new LineFormatter()));
        root.setLevel(least);
        System.setOut(LoggedStream.to(Logger.getLogger("stdout"), Level.INFO));
        System.setErr(LoggedStream.to(Logger.getLogger("stderr"), Level.WARNING));
    }

    /** Lets go of all handlers: the last line has been written. */
    public static void end() {
        if (LogManager.getLogManager() instanceof KeptLogManager kept) {
            kept.close();
        }
    }

    private static Logger withLevel(String name, String level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(Level.parse(level));
        return logger;
    }

    /** Standard error as it was before it was turned into log lines. */
    private static final class Terminal extends Handler {
        private final PrintStream out;

        Terminal(PrintStream out, LineFormatter formatter) {
            this.out = out;
            setFormatter(formatter);
        }

        @Override
        public void publish(LogRecord logged) {
            if (isLoggable(logged)) {
                out.print(getFormatter().format(logged));
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
