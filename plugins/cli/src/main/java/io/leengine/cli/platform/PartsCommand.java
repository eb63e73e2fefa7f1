package io.leengine.cli.platform;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewPart;
import io.leengine.cli.client.Part;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import io.leengine.cli.session.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Configured parts. */
@Command(name = "parts", aliases = "part", mixinStandardHelpOptions = true,
    description = "Configured parts: cells, groups, storages and so on; for administrators.",
    subcommands = {PartsCommand.All.class, PartsCommand.Show.class, PartsCommand.Create.class,
        PartsCommand.Update.class, PartsCommand.Swap.class, PartsCommand.Delete.class})
public final class PartsCommand {
    private static String name(JsonNode part) {
        return part.path("seam").asString() + "/" + part.path("name").asString();
    }

    /** Which one. */
    static final class Which {
        @Parameters(index = "0", paramLabel = "SEAM", description = "For example scheduler.")
        private String seam;

        @Parameters(index = "1", paramLabel = "PART", description = "Unique within the seam.")
        private String name;

        Reply<Part> read(EngineApi engine) {
            return engine.partsAndPlugins().getPart(seam, name);
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists parts.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/parts";
        }

        @Override
        protected Columns columns() {
            return new Columns().field("SEAM", "seam").field("NAME", "name").field("PLUGIN", "plugin")
                .field("PRESENT", "present").value("STATE", part -> Values.word(part.path("health").path("state")))
                .age("AGE", "createdAt").value("MESSAGE", part -> Values.text(part.path("health").path("message")))
                .named(PartsCommand::name);
        }
    }

    @Command(name = "show", description = "Shows a part with its settings; secrets are blank.")
    static final class Show extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(EngineApi engine) {
            output().one(which.read(engine).json(), details());
        }
    }

    private static Map<String, String> withFiles(Map<String, String> settings, Map<String, Path> files) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        files.forEach((key, file) -> all.put(key, SecretFile.text(file)));
        return all;
    }

    private static Columns details() {
        return new Columns().field("Seam", "seam").field("Name", "name").field("Plugin", "plugin")
            .field("Node limit", "nodeLimit").field("Present", "present")
            .value("State", part -> Values.word(part.path("health").path("state")))
            .value("Message", part -> Values.text(part.path("health").path("message")))
            .value("Settings", part -> String.join("\n", part.path("settings").propertyStream()
                .map(each -> each.getKey() + "=" + each.getValue().asString()).toList()))
            .field("Created", "createdAt").named(PartsCommand::name);
    }

    @Command(name = "create", description = "Adds a part.")
    static final class Create extends ChangeCommand {
        @Mixin
        private Which which;

        @Option(names = "--plugin", required = true, paramLabel = "PLUGIN", description = "The plugin; 'leengine plugins' "
            + "lists them.")
        private String plugin;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(names = "--set-file", paramLabel = "KEY=FILE", description = "A setting that is the text of a file: a secret, "
            + "which on the command line all could see, or a text of several lines.")
        private Map<String, Path> files = new LinkedHashMap<>();

        @Option(names = "--node-limit", paramLabel = "N", description = "Most nodes, for a cell.")
        private Optional<Integer> nodeLimit = Optional.empty();

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.partsAndPlugins().createPart(NewPart.of(plugin).withSeam(which.seam).withName(which.name)
                .withSettings(Optional.of(withFiles(settings, files)).filter(given -> !given.isEmpty()))
                .withNodeLimit(nodeLimit)).json(), details());
        }
    }

    @Command(name = "update", description = "Changes what is given; other settings stay.")
    static final class Update extends ChangeCommand {
        @Mixin
        private Which which;

        @Option(names = "--plugin", paramLabel = "PLUGIN", description = "Another plugin.")
        private Optional<String> plugin = Optional.empty();

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(names = "--set-file", paramLabel = "KEY=FILE", description = "A setting that is the text of a file: a secret, "
            + "which on the command line all could see, or a text of several lines.")
        private Map<String, Path> files = new LinkedHashMap<>();

        @Option(names = "--unset", paramLabel = "KEY", description = "Takes a setting away.")
        private List<String> unset = new ArrayList<>();

        @Option(names = "--node-limit", paramLabel = "N", description = "Most nodes, for a cell.")
        private Optional<Integer> nodeLimit = Optional.empty();

        @Override
        protected void run(EngineApi engine) {
            Reply<Part> read = which.read(engine);
            Part kept = read.body();
            Map<String, String> all = new TreeMap<>(kept.settings());
            all.putAll(withFiles(settings, files));
            unset.forEach(all::remove);
            done("part " + which.seam + "/" + which.name + " changed", engine.partsAndPlugins().replacePart(which.seam,
                which.name, NewPart.of(plugin.orElse(kept.plugin())).withSettings(all)
                .withNodeLimit(nodeLimit.orElse(kept.nodeLimit())), read.precondition()));
        }
    }

    @Command(name = "swap", description = "Gives a part to another plugin; the former returns if that is not healthy in "
        + "time.")
    static final class Swap extends ChangeCommand {
        @Mixin
        private Which which;

        @Option(names = "--plugin", required = true, paramLabel = "PLUGIN", description = "The other plugin; 'leengine "
            + "plugins' lists them.")
        private String plugin;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the other plugin.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(names = "--node-limit", paramLabel = "N", description = "Most nodes, for a cell.")
        private Optional<Integer> nodeLimit = Optional.empty();

        @Mixin
        private SwapFollowing following;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            following.follow(engine, session(), output(), engine.bundlesAndSwaps().swapPart(which.seam, which.name,
                NewPart.of(plugin).withSettings(Optional.of(settings).filter(given -> !given.isEmpty()))
                .withNodeLimit(nodeLimit), Optional.empty()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Removes a part.")
    static final class Delete extends DeleteCommand {
        @Mixin
        private Which which;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return which.read(engine);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.partsAndPlugins().deletePart(which.seam, which.name, seen);
        }

        @Override
        protected String kind() {
            return "part";
        }

        @Override
        protected String name() {
            return which.name;
        }
    }
}
