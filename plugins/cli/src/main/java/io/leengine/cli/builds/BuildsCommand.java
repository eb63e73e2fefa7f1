package io.leengine.cli.builds;

import io.leengine.cli.client.CodeBuild;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewCodeBuild;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.ResourcesCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Code builds. */
@Command(name = "builds", aliases = "build", mixinStandardHelpOptions = true,
    description = "Code builds: where code comes from and how it becomes an image.",
    subcommands = {BuildsCommand.All.class, BuildsCommand.Show.class, BuildsCommand.Create.class,
        BuildsCommand.Update.class, BuildsCommand.Delete.class, RunCommand.class, RunsCommand.class,
        RunsCommand.Show.class, RunsCommand.Cancel.class, LogCommand.class, BuildsCommand.ClearCache.class})
public final class BuildsCommand {
    static String path(String name) {
        return "/code-builds/" + ApiClient.segment(name);
    }

    private static Columns details() {
        return new Columns().field("Name", "name").field("Description", "description").field("Repository", "repository")
            .field("Ref", "ref").field("Folder", "folder").field("Dockerfile", "dockerfile")
            .value("Compile", build -> String.join(" ", build.path("compile").valueStream().map(JsonNode::asString)
                .toList())).field("Image", "image")
            .value("Time limit", build -> build.path("timeLimitSeconds").asLong() + " s")
            .value("Created", build -> Values.text(build.path("createdAt")) + " by "
                + Values.text(build.path("createdBy")));
    }

    @Command(name = "list", aliases = "ls", description = "Lists code builds.")
    static final class All extends ResourcesCommand {
        @Option(names = "--image", paramLabel = "REPOSITORY", description = "Only those that push to this image.")
        private Optional<String> image = Optional.empty();

        @Override
        protected String path() {
            return "/code-builds";
        }

        @Override
        protected Query narrowed(Query query) {
            return query.with("image", image);
        }

        @Override
        protected Columns columns() {
            return new Columns().field("NAME", "name").field("REPOSITORY", "repository").field("REF", "ref")
                .field("IMAGE", "image").age("AGE", "createdAt");
        }
    }

    @Command(name = "show", description = "Shows a code build.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "BUILD", description = "The code build.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.codeBuilds().getCodeBuild(name).json(), details());
        }
    }

    @Command(name = "create", description = "Creates a code build.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "BUILD", description = "Its name.")
        private String name;

        @Option(names = "--repository", required = true, paramLabel = "URL", description = "The Git repository.")
        private String repository;

        @Mixin
        private HowToBuild how;

        @Override
        protected void run(EngineApi engine) {
            NewCodeBuild build = how.over(NewCodeBuild.of(repository).withName(name));
            output().one(engine.codeBuilds().createCodeBuild(build).json(), details());
        }
    }

    @Command(name = "update", description = "Changes what is given.")
    static final class Update extends ChangeCommand {
        @Parameters(paramLabel = "BUILD", description = "The code build.")
        private String name;

        @Option(names = "--repository", paramLabel = "URL", description = "The Git repository.")
        private Optional<String> repository = Optional.empty();

        @Mixin
        private HowToBuild how;

        @Override
        protected void run(EngineApi engine) {
            Reply<CodeBuild> read = engine.codeBuilds().getCodeBuild(name);
            CodeBuild kept = read.body();
            NewCodeBuild build = how.over(NewCodeBuild.of(repository.orElse(kept.repository()))
                .withDescription(kept.description()).withRef(kept.ref()).withFolder(kept.folder())
                .withDockerfile(kept.dockerfile()).withCompile(kept.compile()).withImage(kept.image())
                .withTimeLimitSeconds(kept.timeLimitSeconds()));
            done("code build " + name + " changed",
                engine.codeBuilds().replaceCodeBuild(name, build, read.precondition()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes a code build with its runs.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "BUILD", description = "The code build.")
        private String name;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return engine.codeBuilds().getCodeBuild(name);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.codeBuilds().deleteCodeBuild(name, seen);
        }

        @Override
        protected String kind() {
            return "code build";
        }

        @Override
        protected String name() {
            return name;
        }
    }

    @Command(name = "clear-cache", description = "Forgets what is kept between runs.")
    static final class ClearCache extends ChangeCommand {
        @Parameters(paramLabel = "BUILD", description = "The code build.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            done("cache of " + name + " cleared", engine.codeBuilds().clearCache(name));
        }
    }
}
