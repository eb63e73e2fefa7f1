package io.leengine.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;

/** A PostgreSQL of the test's own, in a folder, on a free port of the loopback address. */
final class PostgresCluster {
    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");
    private static final int SECONDS = 60;

    private final Path folder;
    private final int port;
    private Process server;

    PostgresCluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        // Its owner is another user when this one is root, whom PostgreSQL refuses.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String data = folder.resolve("data").toString();
        Process initdb = start(folder, "initdb", "-D", data, "-A", "trust", "-U", "leengine", "--locale=C", "-E", "UTF8");
        initdb.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (!initdb.waitFor(SECONDS, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            throw new IOException("initdb failed");
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    /** Starts the server, also again. */
    void start() throws IOException {
        String data = folder.resolve("data").toString();
        server = start(folder, "postgres", "-D", data, "-p", String.valueOf(port), "-k", folder.toString(), "-c",
            "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "deadlock_timeout=100ms");
        awaitReady();
    }

    static boolean available() {
        return Files.isExecutable(BINARIES.resolve("postgres"));
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Connects without the list of drivers, which a store that is closed takes its own off. */
    Connection connect() throws SQLException {
        Properties user = new Properties();
        user.setProperty("user", "leengine");
        return new Driver().connect(url("postgres"), user);
    }

    private static Process start(Path folder, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(BINARIES.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    }

    private void awaitReady() throws IOException {
        BufferedReader log = server.inputReader();
        String line = log.readLine();
        while (line != null && !line.contains("ready to accept connections")) {
            line = log.readLine();
        }
        if (line == null) {
            throw new IOException("PostgreSQL did not start");
        }
        // Its pipe must not fill up; ends with the server.
        Thread.ofVirtual().start(() -> log.lines().forEach(rest -> { }));
    }

    /** Ends the server without waiting for who is connected. */
    void stop() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).inheritIO().start().waitFor();
        if (!server.waitFor(SECONDS, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }
}
