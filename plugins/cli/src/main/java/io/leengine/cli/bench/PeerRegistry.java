package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** CNCF distribution, the registry that Docker runs, as Debian packages it. */
final class PeerRegistry implements BenchRegistry {
    static final String PROGRAM = "docker-registry";

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path folder = Folders.create();
    private final Thread atExit = new Thread(this::end, "bench-peer-end");
    private final String host;
    private final Process process;

    /**
     * Starts it.
     *
     * @param storage its settings for that, a line each, in YAML below {@code storage:}; {@code FOLDER} stands for a folder of
     *     its own
     */
    PeerRegistry(List<String> storage) throws InterruptedException {
        host = "127.0.0.1:" + Folders.freePorts()[0];
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Path settings = folder.resolve("peer.yml");
            StringBuilder text = new StringBuilder("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
                + "storage:\n  delete: {enabled: true}\n  maintenance: {uploadpurging: {enabled: false}}\n");
            storage.forEach(line -> text.append("  ").append(line.replace("FOLDER", folder.resolve("data").toString()))
                .append('\n'));
            Files.writeString(settings, text.append("http: {addr: ").append(host).append("}\n"));
            ProcessBuilder builder = new ProcessBuilder(PROGRAM, "serve", settings.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("peer.log").toFile());
            // With it the driver for S3 wants certificates also where there is no TLS.
            builder.environment().remove("AWS_CA_BUNDLE");
            process = builder.start();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The peer cannot be started: " + e.getMessage(),
                "It is Debian's package docker-registry.", e);
        }
        awaitAnswer();
    }

    private void awaitAnswer() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + host + "/v2/")).timeout(START).build();
            for (long began = System.nanoTime(); System.nanoTime() - began < START.toNanos();) {
                try {
                    if (client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    if (!process.isAlive()) {
                        break;
                    }
                }
                Thread.sleep(LOOK);
            }
        }
        close();
        throw new CommandException(ExitCode.FAILED, "The peer does not answer.", "");
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public Optional<String> credentials() {
        return Optional.empty();
    }

    @Override
    public long memory() {
        return new JavaMemory(process.pid()).resident();
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        BenchProcess.end(process, folder);
    }
}
