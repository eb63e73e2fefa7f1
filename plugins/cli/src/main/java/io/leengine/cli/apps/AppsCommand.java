package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Changes;
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
            return Paths.APPLICATIONS;
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
        protected void run(ApiClient api) {
            JsonNode details = api.get(Paths.application(name)).body();
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
        protected void run(ApiClient api) {
            Body body = placing.into(new Body().with("name", name).with("image", image));
            JsonNode created = api.post(Paths.APPLICATIONS, body.with("isPrivate", isPrivate).fields()).body();
            output().one(created, Shown.application());
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
        protected void run(ApiClient api) {
            Body body = placing.into(new Body()).with("isPrivate", Optional.ofNullable(isPrivate));
            if (body.fields().isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.", "See 'leengine apps update -h'.");
            }
            done("application " + name + " changed",
                Changes.change(api, "PATCH", Paths.application(name), read -> body.fields()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes an application with its instances and its domain.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String name;

        @Override
        protected String path() {
            return Paths.application(name);
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

        Body into(Body body) {
            return body.with("description", description).with("host", host).with("group", group);
        }
    }
}
