package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewRegistryCollection;
import io.leengine.cli.client.RegistryCollection;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The registry's own business, for administrators. */
@Command(name = "registry", mixinStandardHelpOptions = true,
    description = "Frees space in the registry; for administrators.",
    subcommands = {RegistryCommand.Collect.class, RegistryCommand.All.class, RegistryCommand.Show.class,
        RegistryCommand.Cancel.class})
public final class RegistryCommand {
    private static String figure(JsonNode collection, String name) {
        return Long.toString(collection.path("figures").path(name).asLong());
    }

    private static String freed(JsonNode collection) {
        JsonNode figures = collection.path("figures");
        return Values.size(figures.path("bytesFreed").asLong() + figures.path("uploadBytes").asLong());
    }

    private static String kind(JsonNode collection) {
        return collection.path("countOnly").asBoolean() ? "count" : "collection";
    }

    private static Columns details() {
        return new Columns().field("Id", "id").value("Kind", RegistryCommand::kind).field("State", "state")
            .field("Phase", "phase").field("Last done", "lastDone").field("Message", "message")
            .value("Repositories", each -> figure(each, "repositories")).value("Unreadable", each -> figure(each, "unreadable"))
            .value("Manifests", each -> figure(each, "manifests"))
            .value("Links", each -> figure(each, "linksRemoved") + " of " + figure(each, "links"))
            .value("Uploads", each -> figure(each, "uploadsRemoved"))
            .value("Blobs", each -> figure(each, "blobsRemoved") + " of " + figure(each, "blobs"))
            .value("Freed", RegistryCommand::freed).value("Biggest", RegistryCommand::biggest).field("By", "askedBy")
            .field("Started", "startedAt").field("Ended", "endedAt");
    }

    private static String biggest(JsonNode collection) {
        StringBuilder text = new StringBuilder();
        collection.path("biggest").forEach(each -> text.append(text.isEmpty() ? "" : ", ")
            .append(Values.text(each.path("repository"))).append(' ').append(Values.size(each.path("bytes").asLong())));
        return text.toString();
    }

    /** Begins one. */
    @Command(name = "collect", description = "Frees what nothing in the registry refers to any more, while pushes and pulls "
        + "go on.")
    static final class Collect extends ChangeCommand {
        @Option(names = "--count", description = "Takes nothing; the figures tell what would go.")
        private boolean count;

        @Mixin
        private WaitOptions wait;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            Reply<RegistryCollection> begun = engine.collections().startCollection(new NewRegistryCollection(count));
            String id = begun.body().id();
            if (!wait.wanted()) {
                done("collection " + id + " begun", begun);
                return;
            }
            AtomicReference<Reply<RegistryCollection>> last = new AtomicReference<>(begun);
            wait.await(session(), "collection " + id, () -> {
                last.set(engine.collections().getCollection(id));
                RegistryCollection now = last.get().body();
                return now.state().equals("running") ? Optional.of(now.message()) : Optional.empty();
            });
            RegistryCollection ended = last.get().body();
            if (!ended.state().equals("succeeded")) {
                throw new CommandException(ExitCode.FAILED, "The collection " + id + " " + ended.state() + ": "
                    + ended.message(), "'leengine registry collection " + id + "' shows how far it came.");
            }
            output().one(last.get().json(), details());
        }
    }

    /** All of them. */
    @Command(name = "collections", description = "Lists collections, newest first.")
    static final class All extends ListCommand {
        @Override
        protected Query query() {
            return Query.of("/registry/collections");
        }

        @Override
        protected Columns columns() {
            return new Columns().field("ID", "id").value("KIND", RegistryCommand::kind).field("STATE", "state")
                .age("AGE", "startedAt").value("TOOK", each -> Values.took(each.path("startedAt"), each.path("endedAt")))
                .value("BLOBS", each -> figure(each, "blobsRemoved")).value("FREED", RegistryCommand::freed)
                .field("MESSAGE", "message").named(each -> Values.text(each.path("id")));
        }
    }

    /** One of them. */
    @Command(name = "collection", description = "Shows how a collection goes, and its figures.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "COLLECTION", description = "The collection.")
        private String id;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.collections().getCollection(id).json(), details());
        }
    }

    /** The end of one. */
    @Command(name = "cancel", description = "Ends a collection that runs; what was taken stays away.")
    static final class Cancel extends ChangeCommand {
        @Parameters(paramLabel = "COLLECTION", description = "The collection.")
        private String id;

        @Override
        protected void run(EngineApi engine) {
            done("collection " + id + " canceled", engine.collections().cancelCollection(id));
        }
    }
}
