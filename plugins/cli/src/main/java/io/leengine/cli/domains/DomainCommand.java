package io.leengine.cli.domains;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.http.Tried;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The domain of an application: TLS, headers, who is let in, and which version gets a request. */
@Command(name = "domain", aliases = "domains", mixinStandardHelpOptions = true, description = "The domain of an application: "
    + "TLS, headers, who is let in, and which version gets a request.",
    subcommands = {DomainCommand.Show.class, DomainCommand.Set.class, DomainCommand.Edit.class, DomainCommand.Rendered.class})
public final class DomainCommand {
    /** Of which application. */
    static final class Which {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String name;

        String path() {
            return "/applications/" + ApiClient.segment(name) + "/domain";
        }

        Answer put(ApiClient api, ObjectNode settings, Optional<String> seen) {
            return api.send("PUT", path(), Optional.of(settings), Map.of("If-Match", seen.orElse("*")));
        }
    }

    private static ObjectNode settings(Answer read) {
        return (ObjectNode) read.body().path("settings").deepCopy();
    }

    @Command(name = "show", description = "Shows the domain with its settings and how far they have come.")
    static final class Show extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(ApiClient api) {
            output().one(api.get(which.path()).body(), ShownDomain.details());
        }
    }

    @Command(name = "set", description = "Changes what is given; other settings stay. With --file, the file's settings take the "
        + "place of all, and the options are laid over them.")
    static final class Set extends ChangeCommand {
        @Mixin
        private Which which;

        @Option(names = "--file", paramLabel = "FILE", description = "All settings, as JSON (.json) or YAML: what 'leengine domain "
            + "show -o yaml' prints under 'settings'.")
        private Optional<Path> file = Optional.empty();

        @Mixin
        private DomainOptions options;

        @Override
        protected void run(ApiClient api) {
            Answer read = api.get(which.path());
            ObjectNode settings = file.map(SettingsText::read).orElseGet(() -> settings(read));
            if (!options.over(settings) && file.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.", "See 'leengine domain set -h'.");
            }
            output().one(which.put(api, settings, read.etag()).body(), ShownDomain.details());
        }
    }

    @Command(name = "edit", description = "Opens the settings in an editor: the one that VISUAL or EDITOR names, or vi.")
    static final class Edit extends ChangeCommand {
        private static final int CHANGED_MEANWHILE = 412;

        private final Surroundings surroundings;

        @Mixin
        private Which which;

        Edit(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        protected void run(ApiClient api) throws InterruptedException {
            Answer read = api.get(which.path());
            String before = SettingsText.of(settings(read));
            try {
                // Of this user alone: such a file is made without rights for anybody else.
                Path file = Files.createTempFile("domain-", ".yaml");
                edit(api, file, before, read.etag());
                Files.delete(file);
            } catch (IOException e) {
                throw new CommandException(ExitCode.FAILED, "The settings cannot be edited: " + e.getMessage() + ".", "", e);
            }
        }

        /** A refusal leaves the file and names it; after everything else it is of no use any more. */
        private void edit(ApiClient api, Path file, String before, Optional<String> seen)
                throws IOException, InterruptedException {
            Files.writeString(file, before);
            int code = open(file);
            if (code != 0) {
                Files.delete(file);
                throw new CommandException(ExitCode.FAILED, "Nothing was changed: the editor ended with " + code + ".",
                    "VISUAL or EDITOR names the editor.");
            }
            if (Files.readString(file).equals(before)) {
                output().out().println("Nothing was changed.");
                return;
            }
            try {
                put(api, file, seen);
            } catch (Tried e) {
                Files.delete(file);
                throw e;
            }
        }

        /** What the engine refuses is not lost. */
        private void put(ApiClient api, Path file, Optional<String> seen) {
            try {
                output().one(which.put(api, SettingsText.read(file), seen).body(), ShownDomain.details());
            } catch (ApiException e) {
                CommandException refusal = e.problem().exception();
                String step = e.problem().status() == CHANGED_MEANWHILE
                    ? "Somebody else changed them. Edit them again; what you wrote is in " + file + "."
                    : refusal.nextStep() + " What you wrote is in " + file + ": correct it, and give it with 'leengine domain set "
                        + "--file'.";
                throw new CommandException(refusal.exitCode(), refusal.getMessage(), step.strip(), e);
            }
        }

        private int open(Path file) throws IOException, InterruptedException {
            String editor = surroundings.variable("VISUAL").or(() -> surroundings.variable("EDITOR")).orElse("vi");
            List<String> words = new ArrayList<>(List.of(editor.strip().split("\\s+")));
            words.add(file.toString());
            Process process = new ProcessBuilder(words).inheritIO().start();
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                process.destroy();
                throw e;
            }
        }
    }

    @Command(name = "rendered", description = "Prints the configuration by which the domain is served, in the load balancer's own "
        + "language.")
    static final class Rendered extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(ApiClient api) {
            String text = api.text(which.path() + "/rendered");
            if (output().table()) {
                output().out().println(text.stripTrailing());
                output().out().flush();
            } else {
                output().tree(Map.of("configuration", text));
            }
        }
    }
}
