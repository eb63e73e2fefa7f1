package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The peer of the Lua path: nginx with the configuration of a measured host, without Lua and with static upstreams. */
final class StaticPath implements AutoCloseable {
    static final String DESCRIPTION = "the same nginx with the configuration the agent wrote, but static upstreams, and no Lua "
        + "module loaded";
    private static final Duration START = Duration.ofMinutes(1);

    private final int port = Ports.free();
    private final Child nginx;

    /** Starts it. */
    StaticPath(Programs programs, Path folder, MeasuredHost host, Backends backends) throws IOException, InterruptedException {
        Path servers = Files.createDirectories(folder.resolve("servers"));
        for (String each : new String[] {"run", "logs", "tmp"}) {
            Files.createDirectories(folder.resolve(each));
        }
        UnaryOperator<String> moved = line -> line.replace(host.nginx().toString(), folder.toString())
            .replace(host.address(), address());
        LuaFree luaFree = new LuaFree(backends.ports().stream().map(each -> "server 127.0.0.1:" + each + ";").toList());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(host.nginx().resolve("servers"), "*.conf")) {
            for (Path file : files) {
                Files.writeString(servers.resolve(file.getFileName()), luaFree.of(Files.readString(file), moved));
            }
        }
        Path configuration = Files.writeString(folder.resolve("nginx.conf"),
            luaFree.of(Files.readString(host.nginx().resolve("nginx.conf")), moved));
        nginx = new Child("The static path", folder.resolve("output.log"), NginxText.command(programs, configuration, folder));
        Asking.until(address(), host.domains().name(0), "/", Backends.NEW, START, nginx::requireAlive);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        nginx.close();
    }
}
