package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.ApplicationChange;
import io.leengine.cli.client.ApplicationDetails;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewApplication;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.ResourcesCommand;
import io.leengine.cli.session.Visibility;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Applications as a whole. */
@Command(name = "apps", aliases = "app", mixinStandardHelpOptions = true, description = "Applications.",
    subcommands = {AppsCommand.All.class, AppsCommand.Show.class, WatchCommand.class, AppsCommand.Create.class,
        AppsCommand.Update.class, AppsCommand.Delete.class})
public final class AppsCommand {
    @Command(name = "list", aliases = "ls", description = "Lists applications.")
    static final class All extends ResourcesCommand {
        @Mixin
        private Visibility visibility;

        @Option(names = "--image", paramLabel = "REPOSITORY", description = "Only the one that runs this image.")
        private Optional<String> image = Optional.empty();

        @Option(names = "--group", paramLabel = "GROUP", description = "Only those of this load-balancer group.")
        private Optional<String> group = Optional.empty();

        @Override
        protected String path() {
            return "/applications";
        }

        @Override
        protected Query narrowed(Query query) {
            return visibility.into(query).with("image", image).with("group", group);
        }

        @Override
        protected Columns columns() {
            return Shown.application();
        }
    }

    @Command(name = "show", description = "Shows an application with its versions.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            JsonNode details = engine.applications().getApplication(name).json();
            output().one(details, Shown.details());
            if (output().table()) {
                details.path("problems").forEach(problem -> output().out().println("! " + problem.asString()));
                output().out().println();
                output().print(Table.of(Shown.version(), details.path("versions"), version ->
                    !version.path("state").asString().equals("DELETED")));
            }
        }
    }

    @Command(name = "create", description = "Creates an application.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "APP", description = "Its name; it becomes the namespace.")
        private String name;

        @Option(names = "--image", paramLabel = "REPOSITORY", description = "Its image (default: its name).")
        private Optional<String> image = Optional.empty();

        @Option(names = "--private", description = "Only its members see it.")
        private boolean isPrivate;

        @Mixin
        private Placing placing;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.applications().createApplication(NewApplication.of(name).withImage(image)
                .withIsPrivate(isPrivate).withDescription(placing.description).withHost(placing.host)
                .withGroup(placing.group)).json(), Shown.application());
        }
    }

    @Command(name = "update", description = "Changes what is given.")
    static final class Update extends ChangeCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String name;

        @Option(names = "--private", negatable = true, description = "Whether only its members see it.")
        private Boolean isPrivate;

        @Mixin
        private Placing placing;

        @Override
        protected void run(EngineApi engine) {
            ApplicationChange change = ApplicationChange.of().withDescription(placing.description).withHost(placing.host)
                .withGroup(placing.group).withIsPrivate(Optional.ofNullable(isPrivate));
            if (change.equals(ApplicationChange.of())) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.", "See 'leengine apps update -h'.");
            }
            Reply<ApplicationDetails> read = engine.applications().getApplication(name);
            done("application " + name + " changed",
                engine.applications().changeApplication(name, change, read.precondition()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes an application with its instances and its domain.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String name;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return engine.applications().getApplication(name);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.applications().deleteApplication(name, seen);
        }

        @Override
        protected String kind() {
            return "application";
        }

        @Override
        protected String name() {
            return name;
        }
    }

    /** What can be said at the beginning and changed later. */
    static final class Placing {
        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private Optional<String> description = Optional.empty();

        @Option(names = "--host", paramLabel = "HOST", description = "Its domain.")
        private Optional<String> host = Optional.empty();

        @Option(names = "--group", paramLabel = "GROUP", description = "The load-balancer group.")
        private Optional<String> group = Optional.empty();
    }
}
