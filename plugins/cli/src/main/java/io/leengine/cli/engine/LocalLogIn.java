package io.leengine.cli.engine;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewSession;
import io.leengine.cli.context.Context;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.http.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Logs in at the engine of this machine with the first administrator's password, and keeps that as a context. */
final class LocalLogIn {
    private static final String CONTEXT = "local";
    private static final String ADMINISTRATOR = "admin";

    private final LocalEngine engine;
    private final Contexts contexts;

    LocalLogIn(LocalEngine engine, Contexts contexts) {
        this.engine = engine;
        this.contexts = contexts;
    }

    ApiClient logIn() {
        try (ApiClient nobody = new ApiClient(engine.url(), Optional.empty())) {
            String password = Files.readString(engine.passwordFile()).strip();
            String token = new EngineApi(nobody).sessionsAndTokens().createSession(NewSession.of(ADMINISTRATOR, password))
                .body().token();
            contexts.put(new Context(CONTEXT, engine.url(), ADMINISTRATOR, token));
            return nobody.as(token);
        } catch (IOException e) {
            throw new CommandException(ExitCode.DENIED, "The first administrator's password cannot be read from "
                + engine.passwordFile() + ".", "Log in with 'leengine login' instead.", e);
        }
    }
}
