package io.leengine.cli.account;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewPassword;
import io.leengine.cli.client.NewUser;
import io.leengine.cli.client.UserChange;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
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

    @Command(name = "create", description = "Adds a user. Asks for the first password, or takes it from a file.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "NAME", description = "For log-in.")
        private String name;

        @Option(names = "--administrator", description = "The boss side is open to them.")
        private boolean administrator;

        @Mixin
        private AskedPassword password;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.users().createUser(NewUser.of(name, password.read("First password of " + name + ": "))
                .withAdministrator(administrator)).json(), UserCommand.columns());
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
        protected void run(EngineApi engine) {
            output().one(engine.users().getUser(name).json(), UserCommand.columns().field("CLOSED UNTIL", "closedUntil"));
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
        protected void run(EngineApi engine) {
            output().one(engine.users().updateUser(name, UserChange.of().withAdministrator(administrator)
                .withDisabled(disabled).withEmail(email)).json(), UserCommand.columns());
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
        protected void run(EngineApi engine) {
            done("password of " + name + " set", engine.users().resetPassword(name,
                new NewPassword(password.read("New password of " + name + ": "))));
        }
    }

    @Command(name = "unlock", description = "Lets a user log in again at once, after too many wrong passwords.")
    static final class Unlock extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            done(name + " may log in", engine.users().liftLockOut(name));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes a user with tokens and memberships.")
    static final class Delete extends ChangeCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private String name;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("user", name);
            done("user " + name + " deleted", engine.users().deleteUser(name));
        }
    }
}
