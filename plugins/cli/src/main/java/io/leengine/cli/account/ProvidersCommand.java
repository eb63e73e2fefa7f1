package io.leengine.cli.account;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewAccount;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Identity providers, and who is who there. */
@Command(name = "identity", mixinStandardHelpOptions = true,
    description = "Where one can log in besides the platform itself, and who users are there.",
    subcommands = {ProvidersCommand.All.class, ProvidersCommand.Accounts.class, ProvidersCommand.Link.class,
        ProvidersCommand.Unlink.class})
public final class ProvidersCommand {
    private static Columns accounts() {
        return new Columns().field("PROVIDER", "provider").field("SUBJECT", "subject").age("AGE", "since");
    }

    @Command(name = "list", aliases = "ls", description = "Lists the identity providers.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/identity-providers";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("NAME", "name").field("TITLE", "title").field("PASSWORDS", "passwords")
                .field("BROWSER", "redirects");
        }
    }

    @Command(name = "accounts", description = "Lists who a user is at which provider.")
    static final class Accounts extends SearchCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String user;

        @Override
        protected String path() {
            return "/users/" + ApiClient.segment(user) + "/accounts";
        }

        @Override
        protected Columns columns() {
            return accounts();
        }
    }

    @Command(name = "link", description = "Says who a user is at a provider; for administrators.")
    static final class Link extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "USER", description = "The user.")
        private String user;

        @Parameters(index = "1", paramLabel = "PROVIDER", description = "The provider.")
        private String provider;

        @Parameters(index = "2", paramLabel = "SUBJECT", description = "The provider's own, unchanging name for the person.")
        private String subject;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.identityProviders().putAccount(user, provider, new NewAccount(subject)).json(), accounts());
        }
    }

    @Command(name = "unlink", description = "Takes back who a user is at a provider; for administrators.")
    static final class Unlink extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "USER", description = "The user.")
        private String user;

        @Parameters(index = "1", paramLabel = "PROVIDER", description = "The provider.")
        private String provider;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("account at", provider);
            done(user + " is nobody at " + provider + " any more",
                engine.identityProviders().deleteAccount(user, provider));
        }
    }
}
