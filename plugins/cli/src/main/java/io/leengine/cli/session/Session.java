package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.context.Context;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.http.ApiClient;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which engine a command talks to, and as whom: what the options say, or the environment, or the context in use. */
public final class Session {
    private static final String LOG_IN = "Log in: leengine login --url http://127.0.0.1:7080 --user admin";

    @Option(names = "--context", paramLabel = "NAME", description = "The context to use instead of the present one.")
    private Optional<String> context = Optional.empty();

    @Option(names = "--url", paramLabel = "URL", description = "The engine to talk to, with the token in "
        + "LEENGINE_TOKEN or that of a context for it (default: LEENGINE_URL, or the context's).")
    private Optional<URI> url = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public Session(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns a client for the engine. */
    public ApiClient open() {
        Contexts contexts = surroundings.contexts();
        Optional<String> token = surroundings.variable("LEENGINE_TOKEN");
        if (context.isPresent()) {
            Context named = contexts.named(context.get());
            return client(url.orElse(named.url()), url.isPresent() && !url.get().equals(named.url()) ? token
                : Optional.of(named.token()));
        }
        Optional<URI> engine = url.or(() -> surroundings.variable("LEENGINE_URL").map(Session::uri));
        if (engine.isPresent()) {
            return client(engine.get(), token.or(() -> contexts.all().stream()
                .filter(each -> each.url().equals(engine.get())).findFirst().map(Context::token)));
        }
        Context current = contexts.current().orElseThrow(() -> new CommandException(ExitCode.DENIED,
            "You are not logged in anywhere.", LOG_IN));
        return client(current.url(), Optional.of(token.orElse(current.token())));
    }

    private static ApiClient client(URI engine, Optional<String> token) {
        return new ApiClient(checked(engine), token);
    }

    private static URI uri(String text) {
        try {
            return checked(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "'" + text + "' is not the address of an engine.",
                "It looks like http://127.0.0.1:7080.", e);
        }
    }

    /** Returns the address if an engine can have it. */
    public static URI checked(URI engine) {
        if (engine.getHost() == null || !("http".equals(engine.getScheme()) || "https".equals(engine.getScheme()))) {
            throw new CommandException(ExitCode.USAGE, "'" + engine + "' is not the address of an engine.",
                "It looks like http://127.0.0.1:7080.");
        }
        return engine;
    }

    /** Returns the surroundings. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** Returns where results go. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Returns where all else goes. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Says that something was done. */
    public void say(String done) {
        out().println(done);
        out().flush();
    }
}
