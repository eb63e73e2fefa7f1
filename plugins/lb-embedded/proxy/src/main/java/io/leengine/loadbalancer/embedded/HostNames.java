package io.leengine.loadbalancer.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this machine is called and how it is reached. */
final class HostNames {
    /** Returns this machine's name, without asking anybody else. */
    String local() {
        Map<String, String> environment = System.getenv();
        String name = environment.getOrDefault("HOSTNAME", "");
        return name.isBlank() ? "localhost" : name;
    }

    /** Returns {@code host:port} of a listener; where it listens on all addresses, those of this machine. */
    List<String> addresses(String address, int port) {
        InetAddress listening = GroupSettings.literal(address);
        if (!listening.isAnyLocalAddress()) {
            return List.of(written(listening, port));
        }
        List<String> found = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()) {
                    each.inetAddresses().filter(Inet4Address.class::isInstance)
                        .forEach(one -> found.add(written(one, port)));
                }
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "This machine's addresses cannot be read.", e);
        }
        return found.stream().sorted().toList();
    }

    private static String written(InetAddress address, int port) {
        String literal = address.getHostAddress();
        return (literal.indexOf(':') >= 0 ? "[" + literal + "]" : literal) + ":" + port;
    }
}
