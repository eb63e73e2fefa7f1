package io.leengine.cli.session;

import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.Tried;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that talks to an engine. */
public abstract class ApiCommand implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Mixin
    private Session session;

    @Override
    public final Integer call() throws InterruptedException {
        try (ApiClient api = open()) {
            return ask(api);
        } catch (Tried tried) {
            return told(tried);
        }
    }

    /** Returns a client for the engine. */
    protected ApiClient open() {
        return session.open();
    }

    /** Tells what was only tried, and returns the exit code. */
    protected int told(Tried tried) {
        throw new IllegalStateException("Only a command that changes something can be tried", tried);
    }

    /** Does it and returns the exit code. */
    protected int ask(ApiClient api) throws InterruptedException {
        run(api);
        return ExitCode.OK;
    }

    /** Does what ends well or with an exception. */
    protected void run(ApiClient api) throws InterruptedException {
        run(new EngineApi(api));
    }

    /** The same, with the typed client. */
    protected void run(EngineApi engine) throws InterruptedException {
        throw new UnsupportedOperationException("Either ask or run must be there");
    }

    /** Returns the session. */
    protected final Session session() {
        return session;
    }
}
