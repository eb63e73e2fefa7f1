package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The peer: the same nginx without its Lua module, each domain in a file of its own with an {@code upstream} and a
 * {@code server}, as it is done where nginx is told of instances by files and {@code nginx -s reload}.
 */
final class StaticNginx implements AutoCloseable {
    static final String DESCRIPTION = "the same nginx without the Lua module, a file with an upstream (keepalive 16) and a "
        + "server for each domain, and nginx -s reload for a change";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Programs programs;
    private final Path folder;
    private final Domains domains;
    private final Backends backends;
    private final int workers;
    private final int port = Ports.free();
    private final Child nginx;
    private final double started;

    /** Starts it, every domain with the old instance alone. */
    StaticNginx(Programs programs, Path folder, Domains domains, Backends backends, int workers)
            throws IOException, InterruptedException {
        this.programs = programs;
        this.folder = folder;
        this.domains = domains;
        this.backends = backends;
        this.workers = workers;
        Files.createDirectories(folder.resolve("domains"));
        state(0);
        for (int i = 0; i < domains.count(); i++) {
            write(i, false);
        }
        long began = System.nanoTime();
        nginx = new Child("The peer", folder.resolve("output.log"), NginxText.command(programs, configuration(), folder));
        awaitAnswer(domains.name(domains.count() - 1), "/", Backends.OLD);
        started = (System.nanoTime() - began) / 1e6;
    }

    private Path configuration() {
        return folder.resolve("nginx.conf");
    }

    /** Writes the main file with a number that tells, once it is answered, that this file is in effect. */
    private void state(int number) throws IOException {
        Files.writeString(configuration(), NginxText.main(folder, workers, """
              server_tokens off;
              server_names_hash_max_size 131072;
              server_names_hash_bucket_size 128;
              keepalive_requests 100000;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              server { listen 127.0.0.1:%d default_server; location = /state { return 200 %d; } }
              include %s/domains/*.conf;
            """.formatted(port, number, folder)));
    }

    private void write(int index, boolean both) throws IOException {
        String server = "server 127.0.0.1:" + backends.ports().getFirst() + ";"
            + (both ? " server 127.0.0.1:" + backends.ports().getLast() + ";" : "");
        Files.writeString(folder.resolve("domains").resolve(domains.name(index) + ".conf"), """
            upstream d%1$d { %2$s keepalive 16; }
            server {
              listen 127.0.0.1:%3$d;
              server_name %4$s;
              location / { proxy_pass http://d%1$d; }
            }
            """.formatted(index, server, port, domains.name(index)));
    }

    private void awaitAnswer(String host, String path, String body) throws InterruptedException {
        Asking.until(address(), host, path, body, LIMIT, nginx::requireAlive);
    }

    private void reload() throws InterruptedException {
        Child.run(LIMIT, List.of(programs.nginx().toString(), "-c", configuration().toString(), "-e",
            folder.resolve("error.log").toString(), "-s", "reload"));
    }

    /** Returns how long it was from the start until a domain was answered, in milliseconds. */
    double started() {
        return started;
    }

    /** Returns how long it takes from a new instance to the first request it answers, in milliseconds. */
    double firstRequest(int index) throws IOException, InterruptedException {
        long began = System.nanoTime();
        write(index, true);
        reload();
        awaitAnswer(domains.name(index), "/", Backends.NEW);
        double took = (System.nanoTime() - began) / 1e6;
        write(index, false);
        awaitRest();
        return took;
    }

    /** Waits until old workers have left. */
    private void awaitRest() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (Memory.children(nginx.pid()).size() > workers) {
            nginx.requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("Old workers of the peer did not leave in " + LIMIT.toSeconds() + " s.");
            }
            Thread.sleep(LOOK);
        }
    }

    /** Changes a domain by a reload; returns when new workers answer. @param number of the change, from 1 */
    void change(int index, boolean both, int number) throws IOException, InterruptedException {
        write(index, both);
        state(number);
        reload();
        awaitAnswer("none", "/state", String.valueOf(number));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    double mebibytes() throws InterruptedException {
        awaitRest();
        return Memory.mebibytes(Memory.family(nginx.pid()));
    }

    @Override
    public void close() {
        nginx.close();
    }
}
