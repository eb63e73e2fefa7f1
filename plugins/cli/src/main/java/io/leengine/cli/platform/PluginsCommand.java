package io.leengine.cli.platform;

import io.leengine.cli.client.CheckBundleQuery;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.InstallBundleQuery;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Plugins. */
@Command(name = "plugins", aliases = "plugin", description = "Plugins: without more, lists which serves which part; for "
    + "administrators.", subcommands = {PluginsCommand.Show.class, PluginsCommand.Check.class,
        PluginsCommand.Install.class, PluginsCommand.RollBack.class, PluginsCommand.Remove.class,
        PluginsCommand.History.class})
public final class PluginsCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/plugins";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("ID", "id").field("SEAM", "seam").value("SERVES", plugin -> serves(plugin, ","))
            .field("BUNDLE", "bundle").field("VERSION", "version").field("STATE", "state");
    }

    private static String serves(JsonNode plugin, String between) {
        return plugin.path("serves").valueStream().map(Values::text).collect(Collectors.joining(between));
    }

    @Command(name = "show", description = "Shows a plugin with the settings it takes.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "PLUGIN", description = "As 'leengine plugins' lists it.")
        private String id;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.partsAndPlugins().getPlugin(id).json(), new Columns().field("Id", "id")
                .field("Seam", "seam").value("Serves", plugin -> serves(plugin, "\n")).field("Bundle", "bundle")
                .field("Version", "version").field("State", "state").field("Description", "description")
                .value("Settings", plugin -> plugin.path("settings").valueStream().map(Show::setting)
                    .collect(Collectors.joining("\n"))));
        }

        private static String setting(JsonNode setting) {
            String defaults = setting.path("defaults").valueStream().map(Values::text).collect(Collectors.joining(","));
            return Values.text(setting.path("name")) + " (" + Values.text(setting.path("type"))
                + (setting.path("required").asBoolean() ? ", required" : "")
                + (defaults.isEmpty() ? "" : ", default " + defaults) + "): "
                + Values.text(setting.path("description"));
        }
    }

    /** The bundle's file. */
    static final class File {
        @Parameters(paramLabel = "FILE", description = "The bundle's jar.")
        private Path file;
    }

    @Command(name = "check", description = "Tells what the installation of a bundle would do; changes nothing.")
    static final class Check extends ReadCommand {
        @Mixin
        private File file;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.bundlesAndSwaps().checkBundle(CheckBundleQuery.of(), file.file).json(), new Columns()
                .field("Name", "name").field("Version", "version").field("Replaces", "replaces")
                .value("Serves", found -> serves(found, "\n")).field("Digest", "digest"));
        }
    }

    @Command(name = "install", aliases = "update", description = "Installs a bundle, or swaps the one of its name for it; "
        + "the old one returns if it is not healthy in time.")
    static final class Install extends ChangeCommand {
        @Mixin
        private File file;

        @Mixin
        private SwapFollowing following;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            following.follow(engine, session(), output(),
                engine.bundlesAndSwaps().installBundle(InstallBundleQuery.of(), file.file));
        }
    }

    @Command(name = "roll-back", description = "Puts back what the last change of a bundle replaced.")
    static final class RollBack extends ChangeCommand {
        @Parameters(paramLabel = "BUNDLE", description = "Its symbolic name.")
        private String bundle;

        @Mixin
        private SwapFollowing following;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            following.follow(engine, session(), output(), engine.bundlesAndSwaps().rollBackBundle(bundle));
        }
    }

    @Command(name = "remove", aliases = "rm", description = "Takes a bundle out that no part needs.")
    static final class Remove extends ChangeCommand {
        @Parameters(paramLabel = "BUNDLE", description = "Its symbolic name.")
        private String bundle;

        @Mixin
        private Confirmation confirmation;

        @Mixin
        private SwapFollowing following;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            confirmation.require("bundle", bundle);
            following.follow(engine, session(), output(), engine.bundlesAndSwaps().removeBundle(bundle));
        }
    }

    @Command(name = "history", description = "Lists swaps, newest first.")
    static final class History extends ListCommand {
        @Option(names = "--of", paramLabel = "SUBJECT", description = "Only of this bundle, or of this part as seam/name.")
        private Optional<String> subject = Optional.empty();

        @Override
        protected Query query() {
            return Query.of("/swaps").with("subject", subject);
        }

        @Override
        protected Columns columns() {
            return new Columns().field("SWAP", "number").age("AGE", "startedAt").field("WHO", "actor").field("KIND", "kind")
                .field("SUBJECT", "subject").value("FROM", swap -> content(swap.path("before")))
                .value("TO", swap -> content(swap.path("after"))).value("STATE", swap -> Values.word(swap.path("state")))
                .field("GAP MS", "gapMillis").field("MESSAGE", "message");
        }

        private static String content(JsonNode content) {
            return Values.text(content.has("plugin") ? content.path("plugin") : content.path("version"));
        }
    }
}
