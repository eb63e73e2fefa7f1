package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.context.Context;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logs out. */
@Command(name = "logout", mixinStandardHelpOptions = true, description = "Ends the session or token of a context and "
    + "forgets the context.")
public final class LogoutCommand implements Callable<Integer> {
    @Option(names = "--context", paramLabel = "CONTEXT", description = "Of which context (default: the present one).")
    private Optional<String> context = Optional.empty();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public LogoutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Contexts contexts = surroundings.contexts();
        Context left = context.map(contexts::named).or(contexts::current).orElseThrow(() ->
            new CommandException(ExitCode.DENIED, "You are not logged in anywhere.", ""));
        PrintWriter out = command.commandLine().getOut();
        try (ApiClient api = new ApiClient(left.url(), Optional.of(left.token()))) {
            new EngineApi(api).sessionsAndTokens().deleteCurrentSession();
            out.println("logged out of " + left);
        } catch (ApiException e) {
            if (e.problem().exception().exitCode() != ExitCode.DENIED) {
                throw e;
            }
            out.println("the session of " + left + " had ended already; the context is forgotten");
        }
        contexts.delete(left.name());
        out.flush();
        return ExitCode.OK;
    }
}
