package io.leengine.cli.http;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Tells in plain words why an engine could not be asked; each cause has a next step of its own. */
final class NetworkFault {
    private static final String UP = "Is it up? On this machine: 'leengine status', 'leengine up'. Another one: "
        + "'leengine login --url ...'.";

    private static final int HTTPS = 443;
    private static final int LISTENS_MILLIS = 1_000;

    private NetworkFault() {
    }

    /** Returns what ends the command. */
    static CommandException of(URI engine, IOException cause) {
        String host = engine.getHost();
        if (has(cause, UnresolvedAddressException.class) || has(cause, UnknownHostException.class)) {
            return ended(engine, "does not answer: there is no host '" + host + "'",
                "Look at the address: 'leengine context list' shows it.", cause);
        }
        if (has(cause, SSLException.class)) {
            return secure(engine, cause);
        }
        if (has(cause, HttpConnectTimeoutException.class)) {
            if (engine.getScheme().equals("https") && listens(engine)) {
                return silent(engine, cause);
            }
            return ended(engine, "does not answer: no connection in time",
                "A firewall between here and " + host + ", or a host that is down, shows in this way.", cause);
        }
        if (has(cause, HttpTimeoutException.class)) {
            return ended(engine, "took the request and did not answer in time",
                "What was asked for may have been done: look before you repeat it.", cause);
        }
        if (has(cause, NoRouteToHostException.class)) {
            return ended(engine, "does not answer: there is no way to " + host, "Look at this machine's network.", cause);
        }
        if (has(cause, ConnectException.class)) {
            return ended(engine, "does not answer: the connection was refused", UP, cause);
        }
        return ended(engine, "does not answer: the connection broke"
            + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"), UP, cause);
    }

    private static CommandException secure(URI engine, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (has(cause, CertificateException.class) || message.contains("certification path")) {
            return ended(engine, "cannot be trusted: its certificate is not one that this machine knows, or has ended",
                "Add the certificate's authority to the JDK's trust store, or look at the address.", cause);
        }
        return ended(engine, "does not speak TLS as this machine does (" + message + ")",
            "If it speaks plain HTTP, its address begins with http://.", cause);
    }

    /** Who waits for a line of HTTP says nothing to the greeting of TLS. */
    private static CommandException silent(URI engine, IOException cause) {
        return ended(engine, "does not speak TLS: something listens there, and does not answer in it",
            "If it speaks plain HTTP, its address begins with http://.", cause);
    }

    private static boolean listens(URI engine) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(engine.getHost(), engine.getPort() < 0 ? HTTPS : engine.getPort()),
                LISTENS_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static CommandException ended(URI engine, String what, String nextStep, IOException cause) {
        return new CommandException(ExitCode.UNAVAILABLE, "The engine at " + engine + " " + what + ".", nextStep, cause);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }
}
