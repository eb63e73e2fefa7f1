package io.leengine.cli.session;

import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
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
        try (ApiClient api = session.open()) {
            return ask(api);
        }
    }

    /** Does it and returns the exit code. */
    protected int ask(ApiClient api) throws InterruptedException {
        run(api);
        return ExitCode.OK;
    }

    /** Does what ends well or with an exception. */
    protected void run(ApiClient api) throws InterruptedException {
        throw new UnsupportedOperationException("Either ask or run must be there");
    }

    /** Returns the session. */
    protected final Session session() {
        return session;
    }
}
