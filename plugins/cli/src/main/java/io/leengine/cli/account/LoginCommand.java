package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewSession;
import io.leengine.cli.context.Context;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.SecretFile;
import io.leengine.cli.session.Session;
import io.leengine.cli.session.Surroundings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logs in. */
@Command(name = "login", mixinStandardHelpOptions = true, description = "Logs in at an engine and keeps that as a context, "
    + "in a file that only you can read. Asks for what is not given.")
public final class LoginCommand implements Callable<Integer> {
    @Option(names = "--url", paramLabel = "URL", description = "The engine (default: LEENGINE_URL, the present context's, "
        + "or http://127.0.0.1:7080).")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Who you are.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "The context's name (default: user@host:port).")
    private Optional<String> name = Optional.empty();

    @Option(names = "--provider", paramLabel = "NAME", description = "The identity provider to log in at: with a browser, or "
        + "with --user when it takes passwords. 'leengine identity list' shows them.")
    private Optional<String> provider = Optional.empty();

    @Option(names = "--paste", description = "The browser runs on another machine: asks for the address it ended at.")
    private boolean paste;

    @ArgGroup
    private Secret secret = new Secret();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    /** Where the secret is. */
    static final class Secret {
        @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the password.")
        private Optional<Path> password = Optional.empty();

        @Option(names = "--token-file", paramLabel = "FILE", description = "Its first line is a token to use as it is.")
        private Optional<Path> token = Optional.empty();
    }

    /** In some surroundings. */
    public LoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        URI engine = Session.checked(url.orElseGet(this::usual));
        Context context = secret.token.isPresent() ? withToken(engine, SecretFile.firstLine(secret.token.get()))
            : provider.isPresent() && user.isEmpty() ? withBrowser(engine) : withPassword(engine);
        surroundings.contexts().put(context);
        command.commandLine().getOut().println("logged in as " + context.user() + " at " + engine + ", context "
            + context.name());
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private URI usual() {
        return surroundings.variable("LEENGINE_URL").map(URI::create).or(() -> surroundings.contexts().current()
            .map(Context::url)).orElse(URI.create("http://127.0.0.1:7080"));
    }

    private Context withToken(URI engine, String token) {
        try (ApiClient api = new ApiClient(engine, Optional.of(token))) {
            return context(engine, new EngineApi(api).users().getSelf().body().name(), token);
        }
    }

    private Context withBrowser(URI engine) {
        try (ApiClient nobody = new ApiClient(engine, Optional.empty())) {
            ProviderLogIn logIn = new ProviderLogIn(new EngineApi(nobody), provider.orElseThrow(), command.commandLine().getErr());
            return context(engine, paste ? logIn.elsewhere(surroundings.terminal()) : logIn.here());
        }
    }

    private Context context(URI engine, io.leengine.cli.client.Session session) {
        return context(engine, session.user().name(), session.token());
    }

    private Context withPassword(URI engine) {
        String who = user.orElseGet(() -> ask("--user", surroundings.terminal()::line, "User: "));
        String password = secret.password.map(SecretFile::firstLine)
            .orElseGet(() -> ask("--password-file", surroundings.terminal()::secret, "Password of " + who + ": "));
        try (ApiClient nobody = new ApiClient(engine, Optional.empty())) {
            return context(engine, new EngineApi(nobody).sessionsAndTokens().createSession(NewSession.of(who, password)
                .withProvider(provider)).body());
        }
    }

    private String ask(String option, Function<String, Optional<String>> asking, String question) {
        if (!surroundings.terminal().interactive()) {
            throw new CommandException(ExitCode.USAGE, option + " must be given: there is nobody to ask.",
                "See 'leengine login --help'.");
        }
        return asking.apply(question).filter(answer -> !answer.isEmpty()).orElseThrow(() ->
            new CommandException(ExitCode.USAGE, "Nothing was typed.", ""));
    }

    private Context context(URI engine, String who, String token) {
        return new Context(name.orElseGet(() -> who + "@" + engine.getAuthority()), engine, who, token);
    }
}
