package io.leengine.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a machine must have before it joins a group; each refusal says what to do. */
final class Requirements {
    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9/._+-]*");
    /** nginx' control socket is below it, and the system limits the length of its path. */
    private static final int LONGEST_FOLDER = 84;

    private Requirements() {
    }

    /** @param asService whether it will be systemd that starts it, with the right to take ports below 1024 */
    static void check(HostSettings settings, boolean asService) throws AgentException, InterruptedException {
        Nginx.of(settings).check();
        for (String each : HostSettings.FROM_FILES) {
            Path file = settings.file(each);
            if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
                throw new AgentException(AgentException.USAGE, "The file " + file + " cannot be read.", "Name one that is there.");
            }
        }
        folder(settings.folder());
        if (Nginx.master(settings.nginx()).isEmpty()) {
            for (String listener : settings.listeners()) {
                listener(listener, asService);
            }
        }
    }

    private static void folder(Path folder) throws AgentException {
        if (!FOLDER.matcher(folder.toString()).matches() || folder.toString().length() > LONGEST_FOLDER) {
            throw new AgentException(AgentException.USAGE, "The folder " + folder + " cannot be nginx': its path must be of "
                + "letters, digits and '/', '.', '_', '+', '-', and at most " + LONGEST_FOLDER + " characters.",
                "Name another one with --folder.");
        }
        try {
            if (new HostFolder(folder).isForeign()) {
                throw new AgentException(AgentException.USAGE, "The folder " + folder + " has something in it, and not an agent's.",
                    "Name an empty folder, or one that is not there yet, with --folder.");
            }
            Texts.passage(folder);
            Files.delete(Files.createTempFile(folder, "try-", ""));
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, "The folder " + folder + " cannot be written to: " + e,
                "Run this as root, or name another one with --folder.", e);
        }
    }

    private static void listener(String listener, boolean asService) throws AgentException {
        int colon = listener.lastIndexOf(':');
        String port = listener.substring(colon + 1);
        if (colon < 1 || !port.matches("[1-9][0-9]{0,4}")) {
            throw new AgentException(AgentException.USAGE, "'" + listener + "' is no address and port, as in 0.0.0.0:80.", "");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(listener.substring(0, colon).replaceAll("[\\[\\]]", "")),
                Integer.parseInt(port)));
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(AgentException.FAILED, listener + " cannot be listened on: " + e.getMessage(), asService
                ? "Is another server there? Debian's own nginx is ended by 'systemctl disable --now nginx'."
                : "Is another server there? Ports below 1024 take root, or --systemd.", e);
        }
    }
}
