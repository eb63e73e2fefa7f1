package io.leengine.maven;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/** A platform in a process of its own, that ends with this one. What it says of the plugin, or warns of, is passed on. */
final class RunningPlatform implements AutoCloseable {
    private static final int API = 7080;
    private static final int BALANCER = 7088;
    private static final int KEPT_LINES = 40;
    private static final long STEP_MILLIS = 50;
    private static final long STOP_SECONDS = 20;
    private static final Pattern LOUD = Pattern.compile("^\\S+ (WARNING|ERROR|SEVERE) .*");
    private static final Pattern TIME = Pattern.compile("^\\d{4}-\\d\\d-\\d\\dT\\S+ ");

    private final Process process;
    private final Path data;
    private final int port;
    private final Log log;
    private final Thread ending;
    private final Deque<String> last = new ArrayDeque<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile String name = "\0";
    private volatile String refusing = "\0";
    private volatile Optional<String> refusal = Optional.empty();

    private RunningPlatform(Process process, Path data, int port, Log log) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.log = log;
        this.ending = new Thread(this::end, "leengine-end");
    }

    static RunningPlatform start(Path distribution, Path data, int httpPort, int balancerPort, Log log)
            throws IOException {
        int port = httpPort == 0 ? free(API) : httpPort;
        int balancer = balancerPort == 0 ? free(BALANCER) : balancerPort;
        Files.createDirectories(data);
        log.info("platform: starting " + distribution + ", data in " + data);
        Process process = new ProcessBuilder(distribution.resolve("bin/leengine-engine").toString(), "--data",
            data.toString(), "--port", Integer.toString(port), "--lb-port", Integer.toString(balancer), "--console")
            .redirectErrorStream(true).start();
        process.getOutputStream().close();
        RunningPlatform platform = new RunningPlatform(process, data, port, log);
        Runtime.getRuntime().addShutdownHook(platform.ending);
        Thread reader = new Thread(platform::passOn, "leengine-output");
        reader.setDaemon(true);
        reader.start();
        return platform;
    }

    /** Returns the usual port if nobody has it, else one that nobody has. */
    private static int free(int usual) throws IOException {
        for (int port : new int[] {usual, 0}) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket.getLocalPort();
            } catch (IOException e) {
                if (port == 0) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("unreachable");
    }

    /** From now on lines with this name are passed on, and what it says of this file of the plugin folder is kept. */
    void listenFor(String bundle, String file) {
        name = bundle;
        refusing = file + " in the plugin folder: ";
    }

    /** A file is about to be put there: what was said of the one before is over. */
    void forgetRefusal() {
        told.clear();
        refusal = Optional.empty();
    }

    /** Returns why the file that was put there last was refused, if it was. */
    Optional<String> refusal() {
        return refusal;
    }

    private void passOn() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (last) {
                    last.addLast(line);
                    if (last.size() > KEPT_LINES) {
                        last.removeFirst();
                    }
                }
                int why = line.indexOf(refusing);
                if (why >= 0) {
                    refusal = Optional.of(line.substring(why + refusing.length()));
                }
                boolean telling = LOUD.matcher(line).matches() || line.contains(name) || !TIME.matcher(line).find();
                String text = TIME.matcher(line).replaceFirst("");
                // What fails is tried again, and would fill the screen.
                if (telling && told.add(text)) {
                    log.info("platform: " + text);
                }
            }
        } catch (IOException e) {
            log.debug("The platform's output ended.", e);
        }
    }

    /** Waits until every bundle is started. */
    void awaitReady(Duration limit) throws IOException, InterruptedException, MojoFailureException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new MojoFailureException("The platform did not start; it said:\n" + String.join("\n", lastLines()));
            }
            if (System.nanoTime() > deadline) {
                throw new MojoFailureException("The platform is not up after " + limit.toSeconds() + " s; it said:\n"
                    + String.join("\n", lastLines()));
            }
        }
    }

    /** What an earlier one left behind does not count. */
    private boolean isReady() throws IOException {
        Path pid = data.resolve("engine.pid");
        return Files.exists(data.resolve("engine.ready")) && Files.exists(pid)
            && Files.readString(pid).startsWith(process.pid() + " ");
    }

    private List<String> lastLines() {
        synchronized (last) {
            return new ArrayList<>(last);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            log.debug("The hook runs already.", e);
        }
    }
}
