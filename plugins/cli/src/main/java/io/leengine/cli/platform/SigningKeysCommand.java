package io.leengine.cli.platform;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;

/** The keys that sign the registry's tokens. */
@Command(name = "signing-keys", aliases = "signing-key", mixinStandardHelpOptions = true,
    description = "The keys that sign the registry's tokens; for administrators.",
    subcommands = {SigningKeysCommand.All.class, SigningKeysCommand.Rotate.class})
public final class SigningKeysCommand {
    private static Columns columns() {
        return new Columns().field("ID", "id").value("STATE", key -> Values.word(key.path("state")))
            .age("AGE", "publishedAt").field("SIGNS FROM", "signsFrom").field("UNTIL", "signsUntil").field("ENDS", "endsAt");
    }

    @Command(name = "list", aliases = "ls", description = "Lists the keys that are published, the newest first.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/signing-keys";
        }

        @Override
        protected Columns columns() {
            return SigningKeysCommand.columns();
        }
    }

    @Command(name = "rotate", description = "Makes a key that signs in two minutes; the one before stays published until "
        + "what it signed has ended.")
    static final class Rotate extends ChangeCommand {
        @Override
        protected void run(EngineApi engine) {
            output().one(engine.signingKeys().rotateSigningKey().json(), SigningKeysCommand.columns());
        }
    }
}
