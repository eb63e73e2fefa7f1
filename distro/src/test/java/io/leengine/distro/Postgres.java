package io.leengine.distro;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL 15 of the test's own, in a folder, on a free port of the loopback address. */
final class Postgres {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private Process server;

    /** Makes a database and starts its server. */
    Postgres(Path folder) throws Exception {
        this.folder = folder;
        // Its owner is another user when this one is root, whom PostgreSQL refuses.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process initdb = run("initdb", "-D", data(), "-A", "trust", "-U", "leengine", "--locale=C", "-E", "UTF8");
        if (!initdb.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            throw new IOException("initdb failed");
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    static boolean installed() {
        return Files.isExecutable(PROGRAMS.resolve("postgres"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Starts the server, also again. */
    void start() throws Exception {
        server = run("postgres", "-D", data(), "-p", String.valueOf(port), "-k", folder.toString(), "-c",
                "listen_addresses=127.0.0.1");
        Await.until("PostgreSQL to start", LIMIT, () -> Await.unless(
                run("pg_isready", "-h", "127.0.0.1", "-p", String.valueOf(port)).waitFor() == 0, "not yet"));
    }

    /** Returns the settings of an engine on it. */
    String properties() {
        return "leengine.store.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres\nleengine.store.user=leengine\n";
    }

    private Process run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        // Its pipe must not fill up; ends with the process.
        Thread.ofVirtual().start(() -> {
            try {
                process.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // It ended.
            }
        });
        return process;
    }

    /** Ends the server without waiting for who is connected. */
    void stop() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
        if (!server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }
}
