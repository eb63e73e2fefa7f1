package io.leengine.cli.account;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Personal tokens. */
@Command(name = "token", aliases = "tokens", mixinStandardHelpOptions = true, description = "Your tokens.",
    subcommands = {TokenCommand.Create.class, TokenCommand.All.class, TokenCommand.Delete.class})
public final class TokenCommand {
    @Command(name = "create", description = "Makes a token. It is shown this once.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "NAME", description = "To know it by.")
        private String name;

        @Option(names = "--validity", paramLabel = "TIME", description = "For how long, for example 30d (default: for ever).")
        private Optional<Duration> validity = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            output().one(api.post("/tokens", new Body().with("name", name)
                .with("validitySeconds", validity.map(Duration::toSeconds)).fields()).body(), new Columns()
                .field("Id", "id").field("Name", "name").field("Token", "secret").field("Until", "expiresAt"));
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists your tokens, newest first.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/tokens";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("ID", "id").field("NAME", "name").field("SESSION", "session")
                .age("AGE", "createdAt").field("UNTIL", "expiresAt");
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Ends a token.")
    static final class Delete extends ChangeCommand {
        @Parameters(paramLabel = "TOKEN", description = "The token's id.")
        private String id;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(ApiClient api) {
            confirmation.require("token", id);
            done("token " + id + " deleted",
                api.send("DELETE", "/tokens/" + ApiClient.segment(id), Optional.empty(), Map.of()));
        }
    }
}
