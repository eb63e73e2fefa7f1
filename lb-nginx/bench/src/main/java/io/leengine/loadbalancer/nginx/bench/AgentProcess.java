package io.leengine.loadbalancer.nginx.bench;

import io.leengine.bus.etcd.StandaloneBus;
import io.leengine.loadbalancer.nginx.agent.Agent;
import io.leengine.loadbalancer.nginx.agent.AgentOptions;
import io.leengine.loadbalancer.nginx.agent.NginxDataPlane;
import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.host.NginxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The agent in a process of its own, until its input ends; its nginx ends with it, which that of a real host does not. It
 * says the process ids of nginx's master once it serves.
 */
final class AgentProcess {
    private static final Duration BUS_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofMillis(200);

    private AgentProcess() {
    }

    /** @param arguments etcd's address, the prefix of its keys, the group, the port of nginx and its folder */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String group = arguments[2];
        Listener listener = new Listener("127.0.0.1", Integer.parseInt(arguments[3]));
        StandaloneBus bus = StandaloneBus.open("bench", arguments[1], arguments[0]);
        NginxHost nginx = new NginxHost(Path.of(arguments[4]), NginxSettings.of(List.of(listener))
            .withUser(NginxText.user()));
        Thread end = new Thread(() -> end(nginx), "agent-end");
        Runtime.getRuntime().addShutdownHook(end);
        NginxDataPlane dataPlane = NginxDataPlane.start(nginx, bus.bus(), group, BUS_LIMIT);
        AgentOptions options = new AgentOptions(group, "bench", List.of(listener.toString()), "bench", nginx.state().nginx());
        try (Agent _ = new Agent(bus.bus(), options, dataPlane, Clock.systemUTC())) {
            System.out.println(nginx.state().master());
            awaitEnd();
        } finally {
            bus.close();
        }
    }

    private static void awaitEnd() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is said there.
        }
    }

    private static void end(NginxHost nginx) {
        try {
            nginx.stop(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
