package io.leengine.cli.account;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Users. */
@Command(name = "user", aliases = "users", mixinStandardHelpOptions = true, description = "Users; for administrators.",
    subcommands = {UserCommand.Create.class, UserCommand.All.class, UserCommand.Get.class, UserCommand.Update.class,
        UserCommand.ResetPassword.class, UserCommand.Unlock.class, UserCommand.Delete.class})
public final class UserCommand {
    private static Columns columns() {
        return new Columns().field("NAME", "name").field("ADMINISTRATOR", "administrator").field("DISABLED", "disabled")
            .field("E-MAIL", "email").field("ID", "id").age("AGE", "createdAt");
    }

    private static String path(String name) {
        return "/users/" + ApiClient.segment(name);
    }

    @Command(name = "create", description = "Adds a user. Asks for the first password, or takes it from a file.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "NAME", description = "For log-in.")
        private String name;

        @Option(names = "--administrator", description = "The boss side is open to them.")
        private boolean administrator;

        @Mixin
        private AskedPassword password;

        @Override
        protected void run(ApiClient api) {
            output().one(api.post("/users", Map.of("name", name, "password",
                password.read("First password of " + name + ": "), "administrator", administrator)).body(),
                UserCommand.columns());
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists users.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/users";
        }

        @Override
        protected Columns columns() {
            return UserCommand.columns();
        }
    }

    @Command(name = "get", description = "Shows a user.")
    static final class Get extends ReadCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Override
        protected void run(ApiClient api) {
            output().one(api.get(path(name)).body(), UserCommand.columns().field("CLOSED UNTIL", "closedUntil"));
        }
    }

    @Command(name = "update", description = "Changes a user. A disabled one has no session any more, and log-in and tokens "
        + "are refused.")
    static final class Update extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Option(names = "--administrator", arity = "1", paramLabel = "true|false",
            description = "Whether the boss side is open.")
        private Optional<Boolean> administrator = Optional.empty();

        @Option(names = "--disabled", arity = "1", paramLabel = "true|false",
            description = "Whether log-in and tokens are refused.")
        private Optional<Boolean> disabled = Optional.empty();

        @Option(names = "--email", paramLabel = "ADDRESS", description = "Where mail goes; empty for nowhere.")
        private Optional<String> email = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            output().one(api.send("PATCH", path(name), Optional.of(new Body().with("administrator", administrator)
                .with("disabled", disabled).with("email", email).fields()), Map.of()).body(), UserCommand.columns());
        }
    }

    @Command(name = "reset-password", description = "Sets a user's password. Asks for it, or takes it from a file. Their "
        + "sessions end.")
    static final class ResetPassword extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Mixin
        private AskedPassword password;

        @Override
        protected void run(ApiClient api) {
            done("password of " + name + " set", api.send("PUT", path(name) + "/password",
                Optional.of(Map.of("password", password.read("New password of " + name + ": "))), Map.of()));
        }
    }

    @Command(name = "unlock", description = "Lets a user log in again at once, after too many wrong passwords.")
    static final class Unlock extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Override
        protected void run(ApiClient api) {
            done(name + " may log in", api.send("DELETE", path(name) + "/lock-out", Optional.empty(), Map.of()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes a user with tokens and memberships.")
    static final class Delete extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(ApiClient api) {
            confirmation.require("user", name);
            done("user " + name + " deleted", api.send("DELETE", path(name), Optional.empty(), Map.of()));
        }
    }
}
