package io.leengine.cli.account;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sessions. */
@Command(name = "session", aliases = "sessions", mixinStandardHelpOptions = true, description = "Where you are logged in.",
    subcommands = {SessionCommand.All.class, SessionCommand.Delete.class})
public final class SessionCommand {
    @Command(name = "list", aliases = "ls", description = "Lists your sessions, newest first.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/sessions";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("ID", "id").field("FROM", "address").field("CURRENT", "current")
                .age("AGE", "createdAt").age("LAST USED", "lastUsedAt").field("UNTIL", "expiresAt");
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Ends a session.")
    static final class Delete extends ChangeCommand {
        @Parameters(paramLabel = "SESSION", description = "The session's id.")
        private String id;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("session", id);
            done("session " + id + " ended", engine.sessionsAndTokens().deleteSession(id));
        }
    }
}
