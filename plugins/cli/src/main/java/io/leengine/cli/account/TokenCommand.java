package io.leengine.cli.account;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewToken;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Personal tokens. */
@Command(name = "token", aliases = "tokens", mixinStandardHelpOptions = true, description = "Your tokens.",
    subcommands = {TokenCommand.Create.class, TokenCommand.All.class, TokenCommand.Delete.class})
public final class TokenCommand {
    /** How far a token reaches, in the table. */
    static Columns columns() {
        return new Columns().field("ID", "id").field("NAME", "name").field("ROLE", "role").field("KINDS", "kinds")
            .field("RESOURCE", "resource").field("BOSS SIDE", "bossSide").age("AGE", "createdAt")
            .age("LAST USED", "lastUsedAt").field("UNTIL", "expiresAt");
    }

    /** A token that was just made. */
    static Columns issued() {
        return new Columns().field("Id", "id").field("Name", "name").field("Token", "secret").field("Until", "expiresAt");
    }

    @Command(name = "create", description = "Makes a token. It is shown this once. It never reaches further than you do.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "NAME", description = "To know it by.")
        private String name;

        @Option(names = "--validity", paramLabel = "TIME", description = "For how long, for example 30d (default: for ever).")
        private Optional<Duration> validity = Optional.empty();

        @Option(names = "--role", paramLabel = "ROLE", description = "The highest role it has, one of "
            + "${COMPLETION-CANDIDATES} (default: OWNER).")
        private Optional<RoleName> role = Optional.empty();

        @Option(names = "--kind", paramLabel = "KIND", split = ",", description = "The kinds of resource it reaches: "
            + "application, image, image-group, code-build (default: all).")
        private List<String> kinds = List.of();

        @Option(names = "--resource", paramLabel = "NAME", description = "The one resource it reaches, of the one --kind "
            + "(default: all of the kinds).")
        private Optional<String> resource = Optional.empty();

        @Option(names = "--boss-side", description = "It opens the boss side; for administrators.")
        private boolean bossSide;

        @Override
        protected void run(EngineApi engine) {
            NewToken token = NewToken.of(name).withValiditySeconds(validity.map(Duration::toSeconds))
                .withRole(role.map(highest -> NewToken.Role.valueOf(highest.name())))
                .withKinds(Optional.of(kinds).filter(given -> !given.isEmpty())).withResource(resource)
                .withBossSide(bossSide);
            output().one(engine.sessionsAndTokens().createToken(token).json(), issued());
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
            return TokenCommand.columns();
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Ends a token, and those made with it.")
    static final class Delete extends ChangeCommand {
        @Parameters(paramLabel = "TOKEN", description = "The token's id.")
        private String id;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("token", id);
            done("token " + id + " deleted", engine.sessionsAndTokens().deleteToken(id));
        }
    }
}
