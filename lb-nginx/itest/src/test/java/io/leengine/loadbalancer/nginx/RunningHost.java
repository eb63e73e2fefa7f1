package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.agent.Agent;
import io.leengine.loadbalancer.nginx.agent.AgentOptions;
import io.leengine.loadbalancer.nginx.agent.DataPlane;
import io.leengine.loadbalancer.nginx.agent.NginxDataPlane;
import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.host.NginxSettings;
import io.leengine.spi.bus.Bus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A real nginx on loopback, and its agent, as on a host of their own. */
final class RunningHost {
    private static final Duration STOP = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration SHUTDOWN = Duration.ofMinutes(1);
    private static final Duration CONFIRM = Duration.ofSeconds(5);

    private final String group;
    private final String name;
    private final Path folder;
    private final int port;
    private final int tlsPort;
    private NginxHost nginx;
    private Agent agent;

    /** Nothing runs there yet; {@code folder} is nginx's own. */
    RunningHost(String group, String name, Path folder) {
        this.group = group;
        this.name = name;
        this.folder = folder;
        // Both at once, or they may be the same.
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = one.getLocalPort();
            tlsPort = other.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an agent, which takes over the nginx that runs there, or starts it. */
    void follow(Bus bus) throws InterruptedException {
        nginx = new NginxHost(folder, NginxSettings.of(List.of(new Listener("127.0.0.1", port)))
            .withTls(List.of(new Listener("127.0.0.1", tlsPort))).withUser(System.getProperty("user.name"))
            .withLimits(SHUTDOWN, PAUSE, CONFIRM, SHUTDOWN));
        DataPlane dataPlane = NginxDataPlane.start(nginx, bus, group, CONFIRM);
        agent = new Agent(bus, new AgentOptions(group, name, List.of(address()), "test", nginx.state().nginx()), dataPlane,
            Clock.systemUTC());
    }

    /** Ends the agent; nginx serves on. */
    void unfollow() {
        agent.close();
        nginx.close();
    }

    /** Returns where it takes requests. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns where it takes requests over TLS. */
    String tlsAddress() {
        return "127.0.0.1:" + tlsPort;
    }

    NginxHost nginx() {
        return nginx;
    }

    /** Ends nginx. */
    void stop() throws InterruptedException {
        nginx.stop(STOP);
    }
}
