package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports a cell gives to its instances: each to one at a time, and none that something else listens on. */
final class Ports {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

    private final int first;
    private final int last;
    private final Set<Integer> given = new HashSet<>();
    private int next;

    /** @param range for example {@code 20000-20999} */
    Ports(String range) {
        Matcher matcher = RANGE.matcher(range.strip());
        if (!matcher.matches()) {
            throw malformed(range);
        }
        first = Integer.parseInt(matcher.group(1));
        last = Integer.parseInt(matcher.group(2));
        if (first < 1 || last > 65_535 || first > last) {
            throw malformed(range);
        }
        // Two engines of one machine that look at once would both find the first one free.
        next = ThreadLocalRandom.current().nextInt(first, last + 1);
    }

    private static EngineException malformed(String range) {
        return EngineException.invalid("ports",
            "'ports' must be a range of ports, for example '20000-20999', not '" + range + "'.");
    }

    /** Takes a port, the wanted one if it is free. */
    synchronized int take(int wanted) {
        if (wanted >= first && wanted <= last && !given.contains(wanted) && free(wanted)) {
            given.add(wanted);
            return wanted;
        }
        for (int tried = first; tried <= last; tried++) {
            int port = next;
            // Round and round: a port that was just given back rests the longest.
            next = next == last ? first : next + 1;
            if (!given.contains(port) && free(port)) {
                given.add(port);
                return port;
            }
        }
        throw new EngineException(ErrorCode.INSUFFICIENT_RESOURCES,
            "No port between " + first + " and " + last + " is free.");
    }

    /** Takes a port that is in use already, by an instance that was found running. */
    synchronized void adopt(int port) {
        given.add(port);
    }

    synchronized void giveBack(int port) {
        given.remove(port);
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port)); // something may listen on another address only
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
