package io.leengine.cli.doctor;

import io.leengine.cli.engine.LocalEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** The distribution that this command line is of, and the engine it would start here: its ports, its database. */
final class DistributionChecks {
    private static final String LOCK = "distribution.lock";
    private static final int CONNECT_MS = 2_000;

    private final Optional<Path> home;
    private final Path data;

    DistributionChecks(Optional<Path> home, Path data) {
        this.home = home;
        this.data = data;
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        home.ifPresent(folder -> findings.add(lock(folder)));
        Properties settings = settings();
        boolean up = home.isPresent() && new LocalEngine(home.get(), data).ready().isPresent();
        findings.add(port("port-http", number(settings, "leengine.http.port", 7080), up));
        if (settings.containsKey("leengine.lb.port")) {
            findings.add(port("port-load-balancer", number(settings, "leengine.lb.port", 7088), up));
        }
        findings.add(database(settings));
        return findings;
    }

    private Finding lock(Path folder) {
        Path file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            return Finding.warn("distribution", folder + " has no " + LOCK + ": nobody can tell whether it is whole",
                "Use one that 'leengine distro export' wrote.");
        }
        try {
            List<String> differences = new ArrayList<>();
            int jars = 0;
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (words.length > 2 && words[0].equals("jar")) {
                    jars++;
                    Path jar = folder.resolve(words[2]);
                    if (!Files.exists(jar)) {
                        differences.add(words[2] + " is missing");
                    } else if (!digest(jar).equals(words[1])) {
                        differences.add(words[2] + " was changed");
                    }
                }
            }
            return differences.isEmpty() ? Finding.ok("distribution", jars + " jars as exported") : Finding.fail(
                "distribution", String.join(", ", differences), "Unpack the distribution again.");
        } catch (IOException e) {
            return Finding.fail("distribution", file + " cannot be read: " + e.getMessage(), "Unpack the distribution again.");
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** What the engine here started with, or would start with; a later file wins. */
    private Properties settings() {
        Properties settings = new Properties();
        List<Path> files = new ArrayList<>();
        home.ifPresent(folder -> files.add(folder.resolve("conf/leengine.properties")));
        files.add(data.resolve("leengine.properties"));
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                settings.load(in);
            } catch (IOException e) {
                // Neither file has to be there.
                continue;
            }
        }
        if (home.isPresent()) {
            new LocalEngine(home.get(), data).ready().ifPresent(ready -> {
                settings.setProperty("leengine.http.port", ready.getProperty("http.port", "7080"));
                if (ready.containsKey("lb.port")) {
                    settings.setProperty("leengine.lb.port", ready.getProperty("lb.port"));
                }
            });
        }
        return settings;
    }

    private static int number(Properties settings, String key, int otherwise) {
        try {
            return Integer.parseInt(settings.getProperty(key, "").strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private Finding port(String check, int port, boolean up) {
        Optional<String> holder = PortHolder.of(port);
        if (up) {
            return Finding.ok(check, "the engine on this machine listens at " + port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Finding.ok(check, port + " is free");
        } catch (IOException e) {
            return Finding.warn(check, port + " is in use by " + holder.orElse("somebody else's process"),
                "End that, or start the engine with --port and --lb-port.");
        }
    }

    private Finding database(Properties settings) {
        String url = settings.getProperty("leengine.store.url", "").strip();
        if (url.isEmpty() || url.startsWith("jdbc:h2:")) {
            Path folder = data.resolve("store");
            return Finding.ok("database", "H2 in " + folder + (Files.exists(folder) ? "" : ", made at the first start"));
        }
        // What follows may hold a password.
        String plain = url.replaceAll("[;?].*", "").replaceAll("//[^/@]*@", "//");
        URI uri = URI.create(plain.substring("jdbc:".length()));
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        try (Socket socket = new Socket()) {
            String host = uri.getHost() == null ? "localhost" : uri.getHost();
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            return Finding.ok("database", plain + " takes connections");
        } catch (IOException e) {
            return Finding.fail("database", plain + " takes no connection: " + e.getMessage(),
                "Start it, or look at leengine.store.url in " + data.resolve("leengine.properties") + ".");
        }
    }

    /** Finds who listens at a port, by Linux' tables of sockets; only of processes that one may look into. */
    static final class PortHolder {
        private static final int STATE = 3;
        private static final int INODE = 9;
        private static final String LISTENING = "0A";

        private PortHolder() {
        }

        static Optional<String> of(int port) {
            Map<String, Boolean> sockets = new TreeMap<>();
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                try {
                    Files.readAllLines(Path.of(table)).stream().skip(1).map(line -> line.strip().split("\\s+"))
                        .filter(words -> words[STATE].equals(LISTENING) && words[1].endsWith(String.format(":%04X", port)))
                        .forEach(words -> sockets.put("socket:[" + words[INODE] + "]", true));
                } catch (IOException e) {
                    // No such table: no such protocol.
                    continue;
                }
            }
            return sockets.isEmpty() ? Optional.empty() : ProcessHandle.allProcesses().filter(each -> holds(each, sockets))
                .findFirst().map(each -> "process " + each.pid() + " (" + each.info().command().orElse("?") + ")");
        }

        private static boolean holds(ProcessHandle process, Map<String, Boolean> sockets) {
            try (var files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
                return files.anyMatch(file -> {
                    try {
                        return sockets.containsKey(Files.readSymbolicLink(file).toString());
                    } catch (IOException e) {
                        return false;
                    }
                });
            } catch (IOException e) {
                return false;
            }
        }
    }
}
