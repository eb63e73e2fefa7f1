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

    @Option(names = "--context", paramLabel = "CONTEXT", description = "The context to use instead of the one that "
        + "LEENGINE_CONTEXT names, or else the present one.")
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

    /** Returns one without a command: as if these options had been given. */
    public static Session of(Surroundings surroundings, Optional<String> context, Optional<String> url) {
        Session session = new Session(surroundings);
        session.context = context;
        session.url = url.map(Session::uri);
        return session;
    }

    /**
     * An engine and who one is there.
     *
     * @param engine its address
     * @param token what to be known by
     * @param context the name of the context it is of; empty for none
     */
    public record Place(URI engine, Optional<String> token, Optional<String> context) {
        /** As a person reads it. */
        @Override
        public String toString() {
            return context.map(name -> engine + " (context " + name + ")").orElseGet(engine::toString);
        }
    }

    /** Returns a client for the engine. */
    public ApiClient open() {
        Place place = where();
        return new ApiClient(place.engine(), place.token());
    }

    /** Returns which engine is meant, and who asks. */
    public Place where() {
        Contexts contexts = surroundings.contexts();
        Optional<String> token = surroundings.variable("LEENGINE_TOKEN");
        if (context.isPresent()) {
            Context named = contexts.named(context.get());
            boolean elsewhere = url.isPresent() && !url.get().equals(named.url());
            return elsewhere ? new Place(checked(url.get()), token, Optional.empty())
                : new Place(checked(named.url()), Optional.of(named.token()), context);
        }
        Optional<URI> engine = url.or(() -> surroundings.variable("LEENGINE_URL").map(Session::uri));
        if (engine.isPresent()) {
            Optional<Context> known = contexts.all().stream().filter(each -> each.url().equals(engine.get())).findFirst();
            return new Place(checked(engine.get()), token.or(() -> known.map(Context::token)),
                token.isPresent() ? Optional.empty() : known.map(Context::name));
        }
        Context used = surroundings.variable("LEENGINE_CONTEXT").map(contexts::named).or(contexts::current).orElseThrow(
            () -> new CommandException(ExitCode.DENIED, "You are not logged in anywhere.", LOG_IN));
        return new Place(checked(used.url()), Optional.of(token.orElse(used.token())), Optional.of(used.name()));
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
