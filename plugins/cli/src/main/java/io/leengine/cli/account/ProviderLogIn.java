package io.leengine.cli.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.LogIn;
import io.leengine.cli.client.LogInCode;
import io.leengine.cli.client.NewLogIn;
import io.leengine.cli.client.Session;
import io.leengine.cli.session.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log-in with a browser at an identity provider. The browser comes back to this machine with a code, or, when it runs
 * elsewhere, the address it ended at is pasted. The code alone is worth nothing: the secret stays here.
 */
final class ProviderLogIn {
    private static final Pattern CODE = Pattern.compile("lec_[A-Za-z0-9_-]{20,100}");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String DONE = "You are logged in. You can close this page and go back to the terminal.\n";
    private static final int SOME_PORT = 7079;

    private final EngineApi nobody;
    private final String provider;
    private final PrintWriter out;

    ProviderLogIn(EngineApi nobody, String provider, PrintWriter out) {
        this.nobody = nobody;
        this.provider = provider;
        this.out = out;
    }

    /** Returns the session of who logged in; the browser runs on this machine. */
    Session here() {
        BlockingQueue<String> codes = new ArrayBlockingQueue<>(1);
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            listener.createContext("/", exchange -> take(exchange, codes));
            listener.start();
            try {
                LogIn begun = begin(listener.getAddress().getPort());
                out.println("Open this address in a browser on this machine, and log in there:");
                out.println("  " + begun.url());
                out.flush();
                String code = codes.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (code == null) {
                    throw new CommandException(ExitCode.DENIED, "Nobody logged in within ten minutes.", "");
                }
                return redeem(begun, code);
            } finally {
                listener.stop(0);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "No port can be opened for the browser to come back to.",
                "Log in with --paste.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "Interrupted.", "", e);
        }
    }

    private static void take(HttpExchange exchange, BlockingQueue<String> codes) throws IOException {
        Matcher code = CODE.matcher(String.valueOf(exchange.getRequestURI().getRawQuery()));
        boolean found = code.find();
        byte[] page = (found ? DONE : "This page waits for a log-in.\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(found ? 200 : 404, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
        if (found) {
            codes.offer(code.group());
        }
    }

    /** Returns the session of who logged in; the browser runs on another machine. */
    Session elsewhere(Terminal terminal) {
        LogIn begun = begin(SOME_PORT);
        out.println("Open this address in a browser, and log in there:");
        out.println("  " + begun.url());
        out.println("It ends at a page that cannot be opened. Paste the address of that page here.");
        out.flush();
        Matcher code = CODE.matcher(terminal.line("Address: ").orElse(""));
        if (!code.find()) {
            throw new CommandException(ExitCode.USAGE, "There is no code in that address.",
                "It looks like http://127.0.0.1:" + SOME_PORT + "/?code=lec_...");
        }
        return redeem(begun, code.group());
    }

    private LogIn begin(int port) {
        return nobody.identityProviders().beginLogIn(NewLogIn.of(provider).withPort(port)).body();
    }

    private Session redeem(LogIn begun, String code) {
        // A log-in that ends at a port has a secret.
        return nobody.identityProviders().redeemLogIn(new LogInCode(begun.secret().orElseThrow(), code)).body();
    }
}
