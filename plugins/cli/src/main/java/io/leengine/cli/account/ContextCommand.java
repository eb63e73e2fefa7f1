package io.leengine.cli.account;

import io.leengine.cli.ExitCode;
import io.leengine.cli.context.Context;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Output;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.Surroundings;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Contexts. */
@Command(name = "context", aliases = "contexts", mixinStandardHelpOptions = true,
    description = "Contexts: an engine each, and who you are there.",
    subcommands = {ContextCommand.All.class, ContextCommand.Use.class, ContextCommand.Rename.class,
        ContextCommand.Delete.class})
public final class ContextCommand {
    @Command(name = "list", aliases = "ls", mixinStandardHelpOptions = true,
        description = "Lists contexts; no tokens are shown.")
    static final class All implements Callable<Integer> {
        @Mixin
        private Output output;

        private final Surroundings surroundings;

        All(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Contexts contexts = surroundings.contexts();
            Optional<String> current = contexts.current().map(Context::name);
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            var items = body.putArray("items");
            contexts.all().forEach(each -> items.addObject().put("name", each.name()).put("url", each.url().toString())
                .put("user", each.user()).put("current", current.equals(Optional.of(each.name()))));
            output.list(body, new Columns().field("NAME", "name").field("URL", "url").field("USER", "user")
                .field("CURRENT", "current"));
            return ExitCode.OK;
        }
    }

    @Command(name = "use", mixinStandardHelpOptions = true, description = "Uses a context from now on.")
    static final class Use implements Callable<Integer> {
        @Parameters(paramLabel = "CONTEXT", description = "The context.")
        private String name;

        @Spec
        private CommandSpec command;

        private final Surroundings surroundings;

        Use(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            surroundings.contexts().use(name);
            command.commandLine().getOut().println("context " + surroundings.contexts().named(name));
            command.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }

    @Command(name = "rename", mixinStandardHelpOptions = true, description = "Gives a context another name.")
    static final class Rename implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "CONTEXT", description = "The context.")
        private String name;

        @Parameters(index = "1", paramLabel = "NEW-NAME", description = "A name that no context has.")
        private String next;

        @Spec
        private CommandSpec command;

        private final Surroundings surroundings;

        Rename(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            surroundings.contexts().rename(name, next);
            command.commandLine().getOut().println("context " + surroundings.contexts().named(next));
            command.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }

    @Command(name = "delete", aliases = "rm", mixinStandardHelpOptions = true, description = "Forgets a context; its "
        + "session goes on until it ends. 'leengine logout' ends it.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "CONTEXT", description = "The context.")
        private String name;

        @Mixin
        private Confirmation confirmation;

        @Spec
        private CommandSpec command;

        private final Surroundings surroundings;

        Delete(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            surroundings.contexts().named(name);
            confirmation.require("context", name);
            surroundings.contexts().delete(name);
            command.commandLine().getOut().println("context " + name + " deleted");
            command.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
