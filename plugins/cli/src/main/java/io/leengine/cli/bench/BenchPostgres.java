package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL with the settings it comes with, in a folder of its own; it goes when it is closed. */
final class BenchPostgres implements AutoCloseable {
    /** What to do where there is none. */
    static final String INSTALL = "To measure it, install it: apt-get install postgresql";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String USER = "leengine";
    /** Who runs it when this one is root, whom PostgreSQL refuses. */
    private static final String NOBODY = "nobody";

    private final Path programs;
    private final Path folder;
    private final int port;
    private final Process server;
    private final Thread atExit = new Thread(this::end, "bench-postgres-end");

    /** Makes a database and starts its server. */
    BenchPostgres(Path programs) throws InterruptedException {
        this.programs = programs;
        this.folder = Folders.create();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            if (isRoot()) {
                Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
            }
        } catch (IOException e) {
            throw failed(e);
        }
        String data = folder.resolve("data").toString();
        Runtime.getRuntime().addShutdownHook(atExit);
        require(run("initdb", "-D", data, "-A", "trust", "-U", USER, "--locale=C", "-E", "UTF8"), "initdb");
        server = run("postgres", "-D", data, "-p", String.valueOf(port), "-k", folder.toString(), "-c",
            "listen_addresses=127.0.0.1");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (run("pg_isready", "-h", "127.0.0.1", "-p", String.valueOf(port)).waitFor() != 0) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new CommandException(ExitCode.FAILED, "PostgreSQL did not start.", "");
            }
            Thread.sleep(POLL);
        }
    }

    /** Returns the folder of the newest PostgreSQL's programs, as Debian installs them. */
    static Optional<Path> installed() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin")).filter(each -> Files.isExecutable(each.resolve("postgres")))
                .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String user() {
        return USER;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private Process run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void require(Process process, String program) throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new CommandException(ExitCode.FAILED, "PostgreSQL's " + program + " failed.", "");
        }
    }

    private static CommandException failed(IOException e) {
        return new CommandException(ExitCode.FAILED, "PostgreSQL cannot be started: " + e.getMessage(), "", e);
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        try {
            if (server != null) {
                server.destroy();
                if (!server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    server.destroyForcibly().waitFor();
                }
            }
            Folders.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("leengine: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
