package io.leengine.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/** A run for the archive of classes: on ports of its own, over as soon as the engine answers. */
final class TrainingRun {
    private static final Logger LOG = Logger.getLogger(TrainingRun.class.getName());
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int CONNECT_MILLIS = 500;
    private static final int READ_MILLIS = 5_000;

    private TrainingRun() {
    }

    /** The same command line with a free port where none is given. */
    static CommandLine onFreePorts(CommandLine given) throws LaunchException {
        Map<String, String> overrides = new TreeMap<>(given.overrides());
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket loadBalancer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            overrides.putIfAbsent(Settings.HTTP_PORT, Integer.toString(http.getLocalPort()));
            overrides.putIfAbsent(Settings.LB_PORT, Integer.toString(loadBalancer.getLocalPort()));
        } catch (IOException e) {
            throw new LaunchException("no free port: " + e.getMessage(), e);
        }
        return new CommandLine(overrides, given.console(), given.once());
    }

    /** Waits until the API tells how the platform is; without that the archive is only smaller, so it goes on after a while. */
    static void awaitHealth(Settings settings) throws InterruptedException, LaunchException {
        URI health = URI.create("http://" + settings.get(Settings.HTTP_ADDRESS) + ":" + settings.get(Settings.HTTP_PORT)
                + "/api/v1/health");
        long deadline = System.nanoTime() + LIMIT_NANOS;
        try {
            while (!answers(health)) {
                if (System.nanoTime() > deadline) {
                    LOG.warning("no answer from " + health + ": the archive is made without it");
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (IOException e) {
            throw new LaunchException("cannot ask " + health + ": " + e.getMessage(), e);
        }
    }

    /** Whether the API is asked and tells how the platform is, be it well or not: all is loaded by then. */
    private static boolean answers(URI health) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        try {
            int status = connection.getResponseCode();
            return status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_UNAVAILABLE;
        } catch (IOException e) {
            // Not yet.
            return false;
        } finally {
            connection.disconnect();
        }
    }
}
